using Npgsql;

namespace Locator.Postgis;

/// <summary>Reads a version's token table.</summary>
internal static class TokenTable
{
    /// <summary>The command.</summary>
    public static NpgsqlBatchCommand Read(VersionTables tables) => new($"SELECT token FROM {tables.Token} ORDER BY position");

    /// <summary>What the command gives.</summary>
    public static async Task<TokenBits> BitsAsync(NpgsqlDataReader reader, CancellationToken cancellationToken)
    {
        List<string> tokens = [];
        while (await reader.ReadAsync(cancellationToken))
        {
            tokens.Add(reader.GetString(0));
        }

        return new TokenBits(tokens);
    }
}
