using Locator.Testing;

namespace Locator.Benchmarks.Answers;

/// <summary>Which answers differ, grouped by resource and by the first place where they do.</summary>
internal sealed class ComparisonReport
{
    private const int ExamplesShown = 3;
    private const int PlacesShown = 10;
    private const int LongestPath = 160;

    private readonly List<(int Line, string Path, string Group, IReadOnlyList<AnswerDifference> Differences)> _differing = [];

    /// <summary>The search whose pages are followed: a cursor alone says nothing to the reader.</summary>
    private string _search = "";

    /// <summary>How many answers were compared.</summary>
    public int Compared { get; private set; }

    /// <summary>How many answers differ.</summary>
    public int Differing => _differing.Count;

    /// <summary>Adds the next line of the record and in what the answer now differs from it; nothing where it is the same.</summary>
    public void Add(ApiAnswer recorded, IReadOnlyList<AnswerDifference> differences)
    {
        Compared++;
        bool follows = recorded.Path.Contains(ApiAnswer.NextPage, StringComparison.Ordinal);
        _search = follows ? _search : recorded.Path;
        if (differences.Count > 0)
        {
            string path = follows ? $"{recorded.Path} behind {_search}" : recorded.Path;
            _differing.Add((Compared, path, $"{recorded.Method} {ResourceOf(recorded.Path)}  {differences[0].Place}", differences));
        }
    }

    /// <summary>Writes the groups, the largest first, each with examples and with what else differs behind the first place.</summary>
    public void Write(TextWriter output)
    {
        foreach (var group in _differing.GroupBy(answer => answer.Group).OrderByDescending(group => group.Count()).ThenBy(group => group.Key, StringComparer.Ordinal))
        {
            output.WriteLine($"{group.Count(),5} × {group.Key}");
            foreach ((int line, string path, _, IReadOnlyList<AnswerDifference> differences) in group.Take(ExamplesShown))
            {
                output.WriteLine($"        line {line}: {(path.Length > LongestPath ? path[..LongestPath] + "…" : path)}");
                output.WriteLine($"            recorded {differences[0].Recorded}");
                output.WriteLine($"            now      {differences[0].Now}");
            }

            var further = group.SelectMany(answer => answer.Differences.Skip(1)).CountBy(difference => difference.Place).OrderByDescending(place => place.Value).ToArray();
            if (further.Length > 0)
            {
                string places = string.Join(", ", further.Take(PlacesShown).Select(place => $"{place.Value} × {place.Key}"));
                output.WriteLine($"        there also: {places}{(further.Length > PlacesShown ? $" and {further.Length - PlacesShown} more" : "")}");
            }
        }

        output.WriteLine($"{Compared} answers compared, {Differing} differ.");
    }

    private static string ResourceOf(string path)
    {
        string[] parts = path.Split('?')[0].Split('/');
        return parts is ["", "v1", "facilities" or "zips", _] ? $"/v1/{parts[2]}/…" : string.Join('/', parts);
    }
}
