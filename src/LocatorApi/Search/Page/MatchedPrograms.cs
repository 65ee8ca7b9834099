using System.Collections;
using System.Diagnostics.CodeAnalysis;
using Locator.Facilities;
using Locator.Search;

namespace LocatorApi.Search.Page;

/// <summary>How the programs of a facility fit, by their ids: what an engine said, in the words of answers. There are few, so they are looked through.</summary>
internal sealed class MatchedPrograms(IReadOnlyList<ProgramMatch> matches) : IReadOnlyDictionary<string, string>
{
    public int Count => matches.Count;

    public IEnumerable<string> Keys => matches.Select(match => match.ProgramId);

    public IEnumerable<string> Values => matches.Select(match => WordOf(match.Match));

    public string this[string key] => TryGetValue(key, out string? word) ? word : throw new KeyNotFoundException($"There is no program {key}.");

    public bool ContainsKey(string key) => TryGetValue(key, out _);

    public bool TryGetValue(string key, [MaybeNullWhen(false)] out string value)
    {
        for (int i = 0; i < matches.Count; i++)
        {
            if (matches[i].ProgramId == key)
            {
                value = WordOf(matches[i].Match);
                return true;
            }
        }

        value = null;
        return false;
    }

    public IEnumerator<KeyValuePair<string, string>> GetEnumerator() =>
        matches.Select(match => KeyValuePair.Create(match.ProgramId, WordOf(match.Match))).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    private static string WordOf(Knowledge match) => match switch
    {
        Knowledge.Yes => "stated",
        Knowledge.Unknown => "unknown",
        _ => "none",
    };
}
