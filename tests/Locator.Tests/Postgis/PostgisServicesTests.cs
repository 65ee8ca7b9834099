using Locator.Postgis;
using Locator.Publishing;
using Locator.Search;
using Locator.Versions;
using Microsoft.Extensions.DependencyInjection;
using Xunit;

namespace Locator.Tests.Postgis;

public sealed class PostgisServicesTests
{
    private static ServiceProvider Services(string connectionString) =>
        new ServiceCollection().AddPostgis(connectionString, "tests", TimeSpan.FromSeconds(2)).BuildServiceProvider();

    [Fact]
    public async Task One_call_registers_the_storage_for_reading_and_writing_and_the_engine_and_connects_to_nothing()
    {
        await using ServiceProvider services = Services("Host=nowhere.invalid;Database=directory;Username=somebody;Password=tiddlywinks");
        IVersionStorage storage = services.GetRequiredService<IVersionStorage>();
        Assert.Same(storage, services.GetRequiredService<IVersionReader>());
        Assert.Equal((true, "nowhere.invalid:5432/directory"), (storage.HoldsIndex, storage.Place));
        Assert.Equal("postgis", services.GetRequiredKeyedService<ISearchEngine>(PostgisEngine.EngineName).Name);
    }

    [Fact]
    public async Task A_connection_string_that_cannot_be_read_is_told_where_a_service_is_asked_for_without_repeating_it()
    {
        await using ServiceProvider services = Services("Host=x;Pasword=tiddlywinks");
        foreach (Action ask in (Action[])
        [
            () => services.GetRequiredService<IVersionReader>(),
            () => services.GetRequiredKeyedService<ISearchEngine>(PostgisEngine.EngineName),
        ])
        {
            ArgumentException e = Assert.Throws<ArgumentException>(ask);
            Assert.Contains("Host=…;Database=…", e.Message, StringComparison.Ordinal);
            Assert.DoesNotContain("tiddlywinks", e.ToString(), StringComparison.Ordinal);
        }
    }
}
