namespace Locator.Text;

/// <summary>The one way in which text is folded, at import and in queries, so that <c>q</c> means the same on every engine.</summary>
public static class FoldedText
{
    /// <summary>The words of a text: lower case, without accents and punctuation, common abbreviations spelled out.</summary>
    public static IReadOnlyList<string> Words(string? text) => [];
}
