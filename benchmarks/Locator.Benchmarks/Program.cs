using System.Globalization;
using BenchmarkDotNet.Running;
using Locator.Benchmarks;
using Locator.Benchmarks.Answers;
using Locator.Benchmarks.Table;

// What is measured and how to read it: benchmarks/README.md. Run by scripts/bench.sh.
if (args is ["replicate", var copies, var target])
{
    ReplicatedFile.Write(int.Parse(copies, CultureInfo.InvariantCulture), target);
    return 0;
}

if (args is ["searches", var searches])
{
    File.WriteAllLines(searches, MixedSearches.Of(BenchmarkDirectory.Draft().Facilities).Select(search => search.Path));
    return 0;
}

if (args is ["static", var recorded])
{
    await StaticServer.RunAsync(recorded);
    return 0;
}

if (args is ["table", .. var parts])
{
    return await PerformanceTable.RunAsync(parts);
}

if (args is ["servers", .. var names])
{
    return await ServerComparisons.RunAsync(names);
}

if (args is ["answers", .. var answers])
{
    return await RecordedAnswers.RunAsync(answers);
}

BenchmarkSwitcher.FromAssembly(typeof(StandardSearch).Assembly).Run(args);
return 0;
