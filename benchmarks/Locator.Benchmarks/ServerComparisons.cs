using System.Globalization;
using Xunit.Sdk;

namespace Locator.Benchmarks;

/// <summary>What servers cost with this project around them, against the bare server: one table at the end.</summary>
internal static class ServerComparisons
{
    /// <summary>What xunit puts before the reason of a skip.</summary>
    private const string SkipToken = "$XunitDynamicSkip$";

    private static readonly Dictionary<string, Func<Task<IReadOnlyList<SideBySide>>>> All = new(StringComparer.Ordinal)
    {
        ["import"] = PostgisImport.MeasureAsync,
        ["search"] = PostgisSearch.MeasureAsync,
        ["api-elasticsearch"] = () => ApiOnServer.MeasureAsync("elasticsearch"),
        ["api-opensearch"] = () => ApiOnServer.MeasureAsync("opensearch"),
        ["overload"] = Overload.MeasureAsync,
    };

    /// <summary>Measures those whose names begin with one of these words; all where none is given.</summary>
    public static async Task<int> RunAsync(IReadOnlyList<string> names)
    {
        if (names.FirstOrDefault(name => !All.Keys.Any(known => known.StartsWith(name, StringComparison.Ordinal))) is { } unknown)
        {
            await Console.Error.WriteLineAsync($"There is no comparison {unknown}; there are {string.Join(", ", All.Keys)}.");
            return 2;
        }

        List<SideBySide> results = [];
        List<string> missing = [];
        foreach ((string name, Func<Task<IReadOnlyList<SideBySide>>> measure) in All)
        {
            if (names.Count == 0 || names.Any(asked => name.StartsWith(asked, StringComparison.Ordinal)))
            {
                Console.WriteLine(string.Create(CultureInfo.InvariantCulture, $"{name}: load of the machine {Machine.Load()}"));
                try
                {
                    results.AddRange(await measure());
                }
                catch (SkipException absent)
                {
                    missing.Add($"{name} was not measured: {ReasonOf(absent)}.");
                    Console.WriteLine(missing[^1]);
                }
            }
        }

        SideBySide.Print(results);
        missing.ForEach(Console.WriteLine);
        return 0;
    }

    /// <summary>What is absent.</summary>
    internal static string ReasonOf(SkipException absent) => absent.Message.Replace(SkipToken, "", StringComparison.Ordinal);
}
