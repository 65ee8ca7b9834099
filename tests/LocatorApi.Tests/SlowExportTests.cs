namespace LocatorApi.Tests;

public sealed class SlowExportTests
{
    private const int Facilities = 8000;

    [Fact]
    public async Task An_export_reads_from_the_store_what_its_reader_takes_and_no_more()
    {
        int read = 0;
        await using ApiHost api = await ApiHost.ServingAsync(
            TestFacilities.InAtlanta(Facilities), WatchedStore.Of(store => new WatchedStore(store) { OnFacility = () => Interlocked.Increment(ref read) }));
        api.UseKestrel(0);
        using HttpClient client = api.CreateClient();
        using HttpResponseMessage response = await client.GetAsync("/v1/export", HttpCompletionOption.ResponseHeadersRead);

        // What the connection's buffers hold is read ahead, then nothing.
        int before;
        do
        {
            before = Volatile.Read(ref read);
            await Task.Delay(500);
        }
        while (before == 0 || before != Volatile.Read(ref read));

        Assert.InRange(before, 1, Facilities * 3 / 4);
        string text = await response.Content.ReadAsStringAsync();
        Assert.EndsWith($"{{\"end\":true,\"facilities\":{Facilities}}}\n", text, StringComparison.Ordinal);
        Assert.Equal(Facilities, read);
    }
}
