using System.Collections.Concurrent;
using System.Data;
using System.Globalization;
using Locator.Facilities;
using Locator.Geo;
using Locator.Indexing;
using Locator.Search;
using Locator.Versions;
using Npgsql;

namespace Locator.Postgis;

/// <summary>Answers searches from the versions in PostGIS: one round trip for all queries of a search.</summary>
/// <remarks>Safe for many searches at once.</remarks>
public sealed class PostgisEngine : ISearchEngine
{
    private readonly PostgisConnections _connections;
    private readonly string _vocabularyHash;
    private readonly TimeSpan _timeout;

    /// <summary>The tokens of versions that were searched before: they never change.</summary>
    private readonly ConcurrentDictionary<string, TokenBits> _bits = new(StringComparer.Ordinal);

    /// <summary>An engine on that database.</summary>
    /// <param name="connections">Reading suffices.</param>
    /// <param name="timeout">For one search, connecting included; 2 s by default.</param>
    /// <param name="vocabularyHash">Only versions made with this vocabulary are answered from; by default that of <see cref="Vocabulary.Current"/>.</param>
    public PostgisEngine(PostgisConnections connections, TimeSpan? timeout = null, string? vocabularyHash = null)
    {
        _connections = connections;
        _timeout = timeout ?? TimeSpan.FromSeconds(2);
        _vocabularyHash = vocabularyHash ?? Vocabulary.Current.Hash;
    }

    /// <inheritdoc/>
    public string Name => "postgis";

    /// <inheritdoc/>
    public Task<IReadOnlyList<HeldVersion>> VersionsAsync(CancellationToken cancellationToken) =>
        InTimeAsync<IReadOnlyList<HeldVersion>>("", async token =>
        {
            await using NpgsqlCommand command = _connections.DataSource.CreateCommand(
                $"SELECT version, content_sha256 FROM {PostgisSchema.Name}.directory_version WHERE state = 'kept' AND vocabulary_hash = $1 ORDER BY version");
            command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = _vocabularyHash });
            await using NpgsqlDataReader reader = await command.ExecuteReaderAsync(token);
            List<HeldVersion> versions = [];
            while (await reader.ReadAsync(token))
            {
                versions.Add(new HeldVersion(reader.GetString(0), reader.GetString(1)));
            }

            return versions;
        }, cancellationToken);

    /// <inheritdoc/>
    public async Task<IReadOnlyList<SearchAnswer>> SearchAsync(
        string version, IReadOnlyList<SearchQuery> queries, CancellationToken cancellationToken)
    {
        if (!VersionId.TryParse(version, out VersionId id))
        {
            throw new VersionGoneException(version);
        }

        VersionTables tables = new(id);
        return await InTimeAsync(version, async token =>
        {
            TokenBits bits = await BitsAsync(tables, token);
            PostgisQuery[] commands = [.. queries.Select(query => PostgisQuery.Of(tables, bits, query))];
            try
            {
                return await SearchAsync(version, bits, queries, commands, token);
            }
            catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.FeatureNotSupported)
            {
                // "cached plan must not change result type": the plan is forgotten, the second try makes a new one.
                return await SearchAsync(version, bits, queries, commands, token);
            }
        }, cancellationToken);
    }

    private async Task<IReadOnlyList<SearchAnswer>> SearchAsync(
        string version, TokenBits bits, IReadOnlyList<SearchQuery> queries, PostgisQuery[] commands, CancellationToken cancellationToken)
    {
        await using NpgsqlBatch batch = _connections.DataSource.CreateBatch();
        // Every batch names its version and reads the version's row first: retired tables stay for a while, but are not answered
        // from. The settings hold until the end of the batch, which is one transaction: they need no role or pooler to know of
        // them. Texts differ by shape, so a plan made once is right for all values, and planning would take half of the time.
        // Each statement of it ends just before nobody waits for it any longer, also when the one who waited was killed.
        batch.BatchCommands.Add(new NpgsqlBatchCommand(
            string.Create(CultureInfo.InvariantCulture, $"""
            SELECT set_config('plan_cache_mode', 'force_generic_plan', true), set_config('jit', 'off', true),
                set_config('statement_timeout', '{_timeout.TotalMilliseconds * 0.9:0}ms', true)
            FROM {PostgisSchema.Name}.directory_version WHERE version = $1 AND state = 'kept'
            """))
        {
            Parameters = { new NpgsqlParameter<string> { TypedValue = version } },
        });
        foreach (PostgisQuery command in commands)
        {
            NpgsqlBatchCommand part = new(command.Text);
            foreach (NpgsqlParameter parameter in command.Parameters)
            {
                part.Parameters.Add(parameter.Clone());
            }

            batch.BatchCommands.Add(part);
        }

        await using NpgsqlDataReader reader = await batch.ExecuteReaderAsync(CommandBehavior.Default, cancellationToken);
        if (!await reader.ReadAsync(cancellationToken))
        {
            throw new VersionGoneException(version);
        }

        List<SearchAnswer> answers = new(queries.Count);
        for (int i = 0; i < queries.Count; i++)
        {
            await reader.NextResultAsync(cancellationToken);
            answers.Add(await ReadAsync(reader, bits, queries[i], commands[i], cancellationToken));
        }

        return answers;
    }

    /// <summary>The columns are those that <see cref="PostgisQuery"/> selects.</summary>
    private static async Task<SearchAnswer> ReadAsync(
        NpgsqlDataReader reader, TokenBits bits, SearchQuery query, PostgisQuery command, CancellationToken cancellationToken)
    {
        await reader.ReadAsync(cancellationToken);
        int total = reader.GetInt32(1), possible = reader.GetInt32(2), found = reader.GetInt32(4);
        Distance? radius = query.FindRadius ? Distance.FromMiles(AutomaticRadius.Miles[reader.GetInt32(3) - 1]) : query.Radius;
        byte[]?[] sets = command.Sets == 0 ? [] : reader.GetFieldValue<byte[]?[]>(5);

        int[] asked = [.. query.Filters
            .SelectMany(filter => filter.Tokens)
            .SelectMany(token => (string[])[token, FilterValue.UnknownTokenOf(token)])
            .Select(bits.PositionOf)
            .Where(position => position < bits.Tokens.Count)
            .Distinct().Order()];
        List<SearchHit> hits = new(Math.Min(found, query.Limit));
        while (await reader.ReadAsync(cancellationToken))
        {
            hits.Add(HitOf(reader, bits, asked, query.Filters));
        }

        return new SearchAnswer
        {
            Radius = radius,
            Total = total,
            UnknownHidden = possible - total,
            Hits = hits,
            HasMore = found > query.Limit,
            Facets = [.. query.Facets.Select((facet, i) => Count(facet, bits, sets[command.SetOf(i)]))],
        };
    }

    private static SearchHit HitOf(NpgsqlDataReader reader, TokenBits bits, int[] asked, IReadOnlyList<TokenFilter> filters)
    {
        string[] ids = reader.GetFieldValue<string[]>(10);
        byte[] sent = reader.GetFieldValue<byte[]>(11);
        IndexedProgram[] programs =
        [
            .. ids.Select((id, i) => new IndexedProgram(id, bits.Among(sent.AsSpan(i * bits.SentSize, bits.SentSize), asked))),
        ];
        return new SearchHit(
            reader.GetString(6),
            reader.IsDBNull(7) || !double.IsFinite(reader.GetDouble(7)) ? null : Distance.FromMetres(reader.GetDouble(7)),
            reader.GetBoolean(8),
            reader.GetString(9),
            Matching.Of(programs, filters),
            reader.GetFieldValue<byte[]>(12));
    }

    private static FacetCounts Count(FacetRequest facet, TokenBits bits, byte[]? sets) => new(
        facet.Group,
        [
            .. facet.Tokens.Select(token => new FacetCount(
                token,
                bits.Count(sets, bits.PositionOf(token)),
                bits.Count(sets, bits.PositionOf(FilterValue.UnknownTokenOf(token))))),
        ]);

    /// <summary>Reads a version's tokens once.</summary>
    private async Task<TokenBits> BitsAsync(VersionTables tables, CancellationToken cancellationToken)
    {
        string version = tables.Version.ToString();
        if (_bits.TryGetValue(version, out TokenBits? known))
        {
            return known;
        }

        await using NpgsqlBatch batch = _connections.DataSource.CreateBatch();
        batch.BatchCommands.Add(new NpgsqlBatchCommand(
            $"SELECT vocabulary_hash FROM {PostgisSchema.Name}.directory_version WHERE version = $1 AND state = 'kept'")
        {
            Parameters = { new NpgsqlParameter<string> { TypedValue = version } },
        });
        batch.BatchCommands.Add(new NpgsqlBatchCommand($"SELECT token FROM {tables.Token} ORDER BY position"));
        await using NpgsqlDataReader reader = await batch.ExecuteReaderAsync(CommandBehavior.Default, cancellationToken);
        if (!await reader.ReadAsync(cancellationToken))
        {
            throw new VersionGoneException(version);
        }

        if (reader.GetString(0) != _vocabularyHash)
        {
            throw new SearchUnavailableException(
                $"Directory version {version} was made with another vocabulary than this program's: import it again.");
        }

        await reader.NextResultAsync(cancellationToken);
        List<string> tokens = [];
        while (await reader.ReadAsync(cancellationToken))
        {
            tokens.Add(reader.GetString(0));
        }

        return _bits.GetOrAdd(version, new TokenBits(tokens));
    }

    /// <summary>Runs a step within the time-out and says what failed. Messages and exceptions hold nothing of the search.</summary>
    private async Task<T> InTimeAsync<T>(string version, Func<CancellationToken, Task<T>> step, CancellationToken cancellationToken)
    {
        CancellationTokenSource inTime = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        inTime.CancelAfter(_timeout);
        Task<T> running = step(inTime.Token);
        _ = running.ContinueWith(
            ended =>
            {
                _ = ended.Exception;
                inTime.Dispose();
            },
            CancellationToken.None,
            TaskContinuationOptions.ExecuteSynchronously,
            TaskScheduler.Default);
        try
        {
            // A server that has fallen silent does not answer the cancellation either: whoever searches does not wait for that.
            return await running.WaitAsync(_timeout, cancellationToken);
        }
        catch (PostgresException e) when (e.SqlState is PostgresErrorCodes.UndefinedTable && version.Length > 0)
        {
            throw new VersionGoneException(version);
        }
        catch (Exception e) when (e is OperationCanceledException or TimeoutException && !cancellationToken.IsCancellationRequested)
        {
            throw new SearchUnavailableException($"The PostGIS server at {_connections.Target} did not answer in time.");
        }
        catch (NpgsqlException e) when (!cancellationToken.IsCancellationRequested)
        {
            throw new SearchUnavailableException(_connections.Explain(e));
        }
    }
}
