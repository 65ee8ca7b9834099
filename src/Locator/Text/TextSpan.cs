using System.Runtime.InteropServices;

namespace Locator.Text;

/// <summary>
/// Lists of texts as spans. An import goes through millions of service codes several times; asking an array for each of them as if it were
/// any list takes longer than what is done with it.
/// </summary>
public static class TextSpan
{
    /// <summary>The texts of a list that does not change meanwhile.</summary>
    public static ReadOnlySpan<string> Of(IReadOnlyList<string> texts) => texts switch
    {
        string[] array => array,
        List<string> list => CollectionsMarshal.AsSpan(list),
        _ => texts.ToArray(),
    };
}
