using System.Collections.Concurrent;
using System.Data;
using Locator.Search;
using Locator.Versions;
using Npgsql;

namespace Locator.Postgis;

/// <summary>The tokens of versions that were searched before; of versions that are not kept any more no longer than until others are read.</summary>
internal sealed class KnownTokens(PostgisConnections connections, string vocabularyHash)
{
    private readonly ConcurrentDictionary<VersionStamp, TokenBits> _bits = new();

    /// <summary>Number of versions.</summary>
    public int Count => _bits.Count;

    /// <summary>What was read before; null where nothing was.</summary>
    public TokenBits? Of(VersionStamp version) => _bits.GetValueOrDefault(version);

    /// <summary>Reads a version's tokens, and lets go of those of versions that are gone.</summary>
    /// <exception cref="VersionGoneException">It is not kept with that content.</exception>
    /// <exception cref="SearchUnavailableException">It cannot be searched by this program.</exception>
    public async Task<TokenBits> ReadAsync(VersionStamp version, CancellationToken cancellationToken)
    {
        await using NpgsqlBatch batch = connections.DataSource.CreateBatch();
        batch.BatchCommands.Add(new NpgsqlBatchCommand(
            $"SELECT version, content_sha256, vocabulary_hash, token_hash FROM {PostgisSchema.Name}.directory_version WHERE state = 'kept'"));
        batch.BatchCommands.Add(TokenTable.Read(new VersionTables(version.Id)));
        await using NpgsqlDataReader reader = await batch.ExecuteReaderAsync(CommandBehavior.Default, cancellationToken);
        HashSet<VersionStamp> kept = [];
        string? madeWith = null, tokenHash = null;
        while (await reader.ReadAsync(cancellationToken))
        {
            if (!VersionId.TryParse(reader.GetString(0), out VersionId id))
            {
                continue;
            }

            VersionStamp stamp = new(id, reader.GetString(1));
            kept.Add(stamp);
            if (stamp == version)
            {
                madeWith = reader.GetString(2);
                tokenHash = reader.IsDBNull(3) ? null : reader.GetString(3);
            }
        }

        foreach (VersionStamp gone in _bits.Keys.Where(known => !kept.Contains(known)))
        {
            _bits.TryRemove(gone, out _);
        }

        if (!kept.Contains(version))
        {
            throw new VersionGoneException(version.Id);
        }

        if (madeWith != vocabularyHash)
        {
            throw new SearchUnavailableException(
                $"Directory version {version} was made with another vocabulary than this program's: import its files again.") { IsFault = true };
        }

        await reader.NextResultAsync(cancellationToken);
        TokenBits bits = await TokenTable.BitsAsync(reader, cancellationToken);
        return bits.Hash == tokenHash
            ? _bits[version] = bits
            : throw new SearchUnavailableException(
                $"The table of tokens of directory version {version} is not what was published: import its files again.") { IsFault = true };
    }
}
