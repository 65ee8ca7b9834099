using System.Data;
using System.Globalization;
using Locator.Facilities;
using Locator.Search;
using Locator.Versions;
using Npgsql;

namespace Locator.Postgis;

/// <summary>Answers searches from the versions in PostGIS: one round trip for all queries of a search.</summary>
/// <remarks>Safe for many searches at once.</remarks>
public sealed class PostgisEngine : ISearchEngine
{
    /// <summary>The engine's name in settings and health answers.</summary>
    public const string EngineName = "postgis";

    private readonly PostgisConnections _connections;
    private readonly string _vocabularyHash;
    private readonly TimeSpan _timeout;

    private readonly KnownTokens _tokens;

    /// <summary>An engine on that database.</summary>
    /// <param name="connections">Reading suffices.</param>
    /// <param name="timeout">For one search, connecting included; 2 s by default.</param>
    /// <param name="vocabularyHash">Only versions made with this vocabulary are answered from; by default that of <see cref="Vocabulary.Current"/>.</param>
    public PostgisEngine(PostgisConnections connections, TimeSpan? timeout = null, string? vocabularyHash = null)
    {
        _connections = connections;
        _timeout = timeout ?? TimeSpan.FromSeconds(2);
        _vocabularyHash = vocabularyHash ?? Vocabulary.Current.Hash;
        _tokens = new KnownTokens(connections, _vocabularyHash);
    }

    /// <inheritdoc/>
    public string Name => EngineName;

    /// <summary>Number of versions whose tokens are known; for tests.</summary>
    internal int KnownVersions => _tokens.Count;

    /// <inheritdoc/>
    public Task<IReadOnlyList<VersionStamp>> VersionsAsync(CancellationToken cancellationToken) =>
        InTimeAsync<IReadOnlyList<VersionStamp>>(null, async token =>
        {
            await using NpgsqlCommand command = _connections.DataSource.CreateCommand(
                $"""
                SELECT version, content_sha256 FROM {PostgisSchema.Name}.directory_version
                WHERE state = 'kept' AND vocabulary_hash = $1 AND token_hash IS NOT NULL
                """);
            command.Parameters.Add(new NpgsqlParameter<string> { TypedValue = _vocabularyHash });
            await using NpgsqlDataReader reader = await command.ExecuteReaderAsync(token);
            List<VersionStamp> versions = [];
            while (await reader.ReadAsync(token))
            {
                if (VersionId.TryParse(reader.GetString(0), out VersionId id))
                {
                    versions.Add(new VersionStamp(id, reader.GetString(1)));
                }
            }

            return [.. versions.OrderBy(version => version.Id)];
        }, cancellationToken);

    /// <inheritdoc/>
    public Task<IReadOnlyList<SearchAnswer>> SearchAsync(
        VersionStamp version, IReadOnlyList<SearchQuery> queries, CancellationToken cancellationToken)
    {
        VersionTables tables = new(version.Id);
        return AnswerAsync<IReadOnlyList<SearchAnswer>>(version, bits =>
        {
            PostgisQuery[] commands = [.. queries.Select(query => PostgisQuery.Of(tables, bits, query))];
            return new Question<IReadOnlyList<SearchAnswer>>(
                [.. commands.Select(command => command.Command.ToBatchCommand())],
                async (reader, token) =>
                {
                    List<SearchAnswer> answers = new(queries.Count);
                    for (int i = 0; i < queries.Count; i++)
                    {
                        await reader.NextResultAsync(token);
                        answers.Add(await PostgisAnswer.ReadAsync(reader, bits, queries[i], commands[i], token));
                    }

                    return answers;
                });
        }, cancellationToken);
    }

    /// <inheritdoc/>
    public Task<TileAnswer> CountTilesAsync(VersionStamp version, TileQuery query, CancellationToken cancellationToken)
    {
        VersionTables tables = new(version.Id);
        return AnswerAsync(version, bits =>
        {
            PostgisQuery counts = PostgisQuery.Of(tables, bits, query.Search);
            return new Question<TileAnswer>([counts.Command.ToBatchCommand(), PostgisTiles.CommandOf(tables, bits, query).ToBatchCommand()], async (reader, token) =>
            {
                await reader.NextResultAsync(token);
                SearchAnswer counted = await PostgisAnswer.ReadAsync(reader, bits, query.Search, counts, token);
                await reader.NextResultAsync(token);
                return await PostgisTiles.ReadAsync(reader, query, counted, token);
            });
        }, cancellationToken);
    }

    /// <inheritdoc/>
    public Task<IReadOnlyList<FacilityRecord>> FacilitiesAsync(
        VersionStamp version, IReadOnlyList<string> ids, CancellationToken cancellationToken) =>
        AnswerAsync(version, bits => new Question<IReadOnlyList<FacilityRecord>>(
            [FacilityLookup.Of(new VersionTables(version.Id), ids)],
            async (reader, token) =>
            {
                await reader.NextResultAsync(token);
                return await FacilityLookup.ReadAsync(reader, bits, token);
            }), cancellationToken);

    /// <summary>Commands of one batch, which depend on the bits, and how to read what they give.</summary>
    private sealed record Question<T>(IReadOnlyList<NpgsqlBatchCommand> Commands, Func<NpgsqlDataReader, CancellationToken, Task<T>> ReadAsync);

    /// <summary>Asks with the bits that are known; where they are those of another token table, reads them anew and asks once more.</summary>
    private Task<T> AnswerAsync<T>(VersionStamp version, Func<TokenBits, Question<T>> ask, CancellationToken cancellationToken)
        where T : class =>
        InTimeAsync(version.Id, async token =>
        {
            if (_tokens.Of(version) is { } known && await AskTwiceAsync(known) is { } answer)
            {
                return answer;
            }

            return await AskTwiceAsync(await _tokens.ReadAsync(version, token)) ?? throw new VersionGoneException(version.Id);

            async Task<T?> AskTwiceAsync(TokenBits bits)
            {
                try
                {
                    return await AskAsync(version, bits, ask(bits), token);
                }
                catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.FeatureNotSupported)
                {
                    // "cached plan must not change result type": the plan is forgotten, the second try makes a new one.
                    return await AskAsync(version, bits, ask(bits), token);
                }
                catch (PostgresException e) when (
                    e.SqlState is PostgresErrorCodes.InternalError or PostgresErrorCodes.UndefinedObject or PostgresErrorCodes.UndefinedFunction)
                {
                    // "cache lookup failed for type": in a database made anew, PostGIS' types have other numbers than in the one before.
                    await _connections.DataSource.ReloadTypesAsync(token);
                    return await AskAsync(version, bits, ask(bits), token);
                }
            }
        }, cancellationToken);

    /// <summary>Asks in one round trip; null where the version is not held with this content and these bits.</summary>
    private async Task<T?> AskAsync<T>(VersionStamp version, TokenBits bits, Question<T> question, CancellationToken cancellationToken)
        where T : class
    {
        await using NpgsqlBatch batch = _connections.DataSource.CreateBatch();
        batch.BatchCommands.Add(FirstCommand(version, bits));
        foreach (NpgsqlBatchCommand command in question.Commands)
        {
            batch.BatchCommands.Add(command);
        }

        await using NpgsqlDataReader reader = await batch.ExecuteReaderAsync(CommandBehavior.Default, cancellationToken);
        if (await reader.ReadAsync(cancellationToken))
        {
            return await question.ReadAsync(reader, cancellationToken);
        }

        try
        {
            await reader.CloseAsync();
        }
        catch (PostgresException)
        {
            // What else was asked can have failed on tables that are not those meant.
        }

        return null;
    }

    /// <summary>
    /// Reads the version's row: a retired version's tables stay for a while, and a store that was made anew gives the same ids to
    /// other content, and the same content other bits. Until the batch has ended, which is one transaction, nobody can drop the
    /// table that the row was read from.
    /// </summary>
    /// <remarks>
    /// The settings hold until the end of the batch: they need no role or pooler to know of them. Texts differ by shape, so a plan
    /// made once is right for all values, and planning would take half of the time. Each statement of the batch ends just before
    /// nobody waits for it any longer, also when the one who waited was killed.
    /// </remarks>
    private NpgsqlBatchCommand FirstCommand(VersionStamp version, TokenBits bits) => new(
        string.Create(CultureInfo.InvariantCulture, $"""
        SELECT set_config('plan_cache_mode', 'force_generic_plan', true), set_config('jit', 'off', true),
            set_config('statement_timeout', '{_timeout.TotalMilliseconds * 0.9:0}ms', true)
        FROM {PostgisSchema.Name}.directory_version
        WHERE version = $1 AND content_sha256 = $2 AND vocabulary_hash = $3 AND token_hash = $4 AND state = 'kept'
        """))
    {
        Parameters =
        {
            new NpgsqlParameter<string> { TypedValue = version.Id.ToString() },
            new NpgsqlParameter<string> { TypedValue = version.ContentSha256 },
            new NpgsqlParameter<string> { TypedValue = _vocabularyHash },
            new NpgsqlParameter<string> { TypedValue = bits.Hash },
        },
    };

    /// <summary>Runs a step within the time-out and says what failed. Messages and exceptions hold nothing of the search.</summary>
    private async Task<T> InTimeAsync<T>(VersionId? version, Func<CancellationToken, Task<T>> step, CancellationToken cancellationToken)
    {
        CancellationTokenSource inTime = CancellationTokenSource.CreateLinkedTokenSource(cancellationToken);
        inTime.CancelAfter(_timeout);
        Task<T> running = ExplainedAsync(version, step, inTime.Token);
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
        catch (Exception e) when (e is OperationCanceledException or TimeoutException && !cancellationToken.IsCancellationRequested)
        {
            throw new SearchUnavailableException($"The PostGIS server at {_connections.Target} did not answer in time.");
        }
    }

    private async Task<T> ExplainedAsync<T>(VersionId? version, Func<CancellationToken, Task<T>> step, CancellationToken cancellationToken)
    {
        try
        {
            return await _connections.ExplainedAsync(
                async () =>
                {
                    try
                    {
                        return await step(cancellationToken);
                    }
                    catch (PostgresException e) when (e.SqlState == PostgresErrorCodes.UndefinedTable && version is { } id)
                    {
                        // Of the version, unless the schema itself is not there.
                        await PostgisSchema.CheckAsync(_connections, cancellationToken);
                        throw new VersionGoneException(id);
                    }
                },
                cancellationToken);
        }
        catch (StoreUnavailableException e)
        {
            throw new SearchUnavailableException(e.Message) { IsFault = !e.IsOutage };
        }
    }
}
