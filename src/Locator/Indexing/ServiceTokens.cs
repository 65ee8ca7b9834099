namespace Locator.Indexing;

/// <summary>The tokens of raw service codes: stated or not, never unknown.</summary>
public static class ServiceTokens
{
    /// <summary>Name of the group that asks for raw codes.</summary>
    public const string Group = "service";

    private const string Prefix = Group + ":";

    /// <summary>The token of a code.</summary>
    public static string Of(string code) => Prefix + code;

    /// <summary>The codes that a program's tokens say, in their order.</summary>
    public static IReadOnlyList<string> CodesIn(IEnumerable<string> tokens) =>
        [.. tokens.Where(token => token.StartsWith(Prefix, StringComparison.Ordinal)).Select(token => token[Prefix.Length..])];
}
