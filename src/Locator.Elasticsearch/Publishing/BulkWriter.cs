using System.Buffers;
using System.Globalization;
using System.Net;
using System.Text;
using System.Text.Json;
using Elastic.Clients.Elasticsearch;
using Elastic.Clients.Elasticsearch.Core.Bulk;
using Locator.Elasticsearch.Client;
using Locator.Elasticsearch.Indexes;
using Locator.Elasticsearch.Settings;
using Locator.Indexing;
using Polly;
using Polly.Retry;
using Polly.Timeout;

namespace Locator.Elasticsearch.Publishing;

/// <summary>Writes documents in bulk and loses none: every item's answer is read.</summary>
/// <remarks>
/// Ids are the facilities' own, so writing one twice is harmless. What the server is too busy for (429, 503), and what no
/// answer came for, is sent again, that and nothing else, with growing and random pauses. What is refused for good is reported
/// with its id. A request that the server finds too large is halved.
/// </remarks>
internal sealed class BulkWriter(ElasticsearchCluster cluster, ElasticsearchOptions options, TimeProvider time)
{
    /// <summary>With pauses from 0.2 s to 10 s: about a minute.</summary>
    private const int Retries = 10;

    private const int MostNamed = 5;

    private readonly ResiliencePipeline<List<Item>> _retry = new ResiliencePipelineBuilder<List<Item>> { TimeProvider = time }
        .AddTimeout(ElasticsearchCluster.GiveUpAfter)
        .AddRetry(new RetryStrategyOptions<List<Item>>
        {
            // Items that are left over are to be sent again.
            ShouldHandle = arguments => ValueTask.FromResult(arguments.Outcome.Result is { Count: > 0 }),
            MaxRetryAttempts = Retries,
            BackoffType = DelayBackoffType.Exponential,
            UseJitter = true,
            Delay = TimeSpan.FromSeconds(0.2),
            MaxDelay = TimeSpan.FromSeconds(10),
        })
        .Build();

    /// <summary>What was refused for good.</summary>
    private readonly List<(string Id, string Reason)> _refused = [];

    private string _lastTrouble = "";

    private sealed record Item(string Id, ReadOnlyMemory<byte> Line);

    /// <summary>Writes all of them to an alias, once.</summary>
    /// <returns>Every id with the hash of what was sent.</returns>
    /// <exception cref="ElasticsearchException">Something is missing: the message names the documents.</exception>
    public async Task<List<(string Id, string Hash)>> WriteAsync(
        string alias, IEnumerable<IReadOnlyList<IndexedFacility>> blocks, CancellationToken cancellationToken)
    {
        List<(string Id, string Hash)> written = [];
        List<Item> batch = [];
        int bytes = 0;
        foreach (IndexedFacility facility in blocks.SelectMany(block => block))
        {
            (ReadOnlyMemory<byte> line, string hash) = ElasticsearchDocument.Write(facility);
            written.Add((facility.Id, hash));
            if (batch.Count > 0 && (bytes + line.Length > options.BulkBytes || batch.Count == options.BulkDocuments))
            {
                await WriteBatchAsync(alias, batch, cancellationToken);
                batch = [];
                bytes = 0;
            }

            batch.Add(new Item(facility.Id, line));
            bytes += line.Length;
        }

        await WriteBatchAsync(alias, batch, cancellationToken);
        return written;
    }

    private async Task WriteBatchAsync(string alias, List<Item> batch, CancellationToken cancellationToken)
    {
        List<Item> open = batch;
        int sent = 0;
        _lastTrouble = "It did not answer.";
        try
        {
            await _retry.ExecuteAsync(
                async token =>
                {
                    sent++;
                    return open = await SendAsync(alias, open, token);
                },
                cancellationToken);
        }
        catch (TimeoutRejectedException)
        {
            // What is still open is complained of.
        }

        if (_refused.Count > 0 || open.Count > 0)
        {
            throw new ElasticsearchException(Complaint(open, sent));
        }
    }

    /// <summary>Sends items once; those to send again are returned.</summary>
    private async Task<List<Item>> SendAsync(string alias, List<Item> items, CancellationToken cancellationToken)
    {
        if (items.Count == 0)
        {
            return [];
        }

        try
        {
            using ClusterAnswer response = await cluster.BulkAsync(alias, LinesOf(items), cancellationToken);
            if (response.Status == HttpStatusCode.RequestEntityTooLarge)
            {
                return await SendHalvesAsync(alias, items, cancellationToken);
            }

            if (MayBeSentAgain(response.Status) || (int)response.Status is 502 or 504)
            {
                _lastTrouble = Trouble(response.Status, response.ErrorType);
                return items;
            }

            response.ThrowUnlessSuccess("documents");
            return ItemsToRepeat(response.Read<BulkResponse>().Items ?? [], items);
        }
        catch (NoAnswerException failure)
        {
            _lastTrouble = failure.Message;
            return items;
        }
    }

    private async Task<List<Item>> SendHalvesAsync(string alias, List<Item> items, CancellationToken cancellationToken)
    {
        if (items.Count == 1)
        {
            _refused.Add((items[0].Id, "larger than the server takes (http.max_content_length)"));
            return [];
        }

        int half = items.Count / 2;
        List<Item> first = await SendAsync(alias, items[..half], cancellationToken);
        return [.. first, .. await SendAsync(alias, items[half..], cancellationToken)];
    }

    private List<Item> ItemsToRepeat(IReadOnlyCollection<ResponseItem> outcomes, List<Item> items)
    {
        if (outcomes.Count != items.Count)
        {
            _lastTrouble = "It answered another number of documents than were sent.";
            return items;
        }

        List<Item> repeat = [];
        foreach ((Item item, ResponseItem outcome) in items.Zip(outcomes))
        {
            HttpStatusCode status = (HttpStatusCode)outcome.Status;
            string error = outcome.Error?.Type ?? "";
            if (outcome.Id != item.Id || MayBeSentAgain(status) || ElasticsearchError.IsDiskFull(status, error))
            {
                _lastTrouble = Trouble(status, error);
                repeat.Add(item);
            }
            else if ((int)status is < 200 or >= 300)
            {
                _refused.Add((item.Id, string.Create(CultureInfo.InvariantCulture, $"{(int)status} {error}")));
            }
        }

        return repeat;
    }

    private static bool MayBeSentAgain(HttpStatusCode status) =>
        status is HttpStatusCode.TooManyRequests or HttpStatusCode.ServiceUnavailable;

    private static string Trouble(HttpStatusCode status, string error) => ElasticsearchError.IsDiskFull(status, error)
        ? ElasticsearchError.DiskFull
        : string.Create(CultureInfo.InvariantCulture, $"Its last answer was {(int)status} {error}.");

    private static ReadOnlyMemory<byte> LinesOf(List<Item> items)
    {
        ArrayBufferWriter<byte> lines = new(items.Sum(item => item.Line.Length + item.Id.Length + 32));
        foreach (Item item in items)
        {
            lines.Write("{\"index\":{\"_id\":"u8);
            lines.Write(JsonSerializer.SerializeToUtf8Bytes(item.Id));
            lines.Write("}}\n"u8);
            lines.Write(item.Line.Span);
            lines.Write("\n"u8);
        }

        return lines.WrittenMemory;
    }

    private string Complaint(List<Item> open, int sent)
    {
        if (open.Count > 0 && _lastTrouble == ElasticsearchError.DiskFull)
        {
            return _lastTrouble;
        }

        StringBuilder text = new();
        if (_refused.Count > 0)
        {
            text.Append(CultureInfo.InvariantCulture, $"Elasticsearch refused {_refused.Count} documents: ")
                .AppendJoin(", ", _refused.Take(MostNamed).Select(refusal => $"{refusal.Id} ({refusal.Reason})"))
                .Append(_refused.Count > MostNamed ? ", … " : ". ");
        }

        if (open.Count > 0)
        {
            text.Append(CultureInfo.InvariantCulture, $"Elasticsearch did not take {open.Count} documents, beginning with {open[0].Id}, although they were sent {sent} times. {_lastTrouble} ");
        }

        return text.ToString().TrimEnd();
    }
}
