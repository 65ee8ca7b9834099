using BenchmarkDotNet.Running;
using Locator.Benchmarks;

// What is measured and how to read it: benchmarks/README.md. Run by scripts/bench.sh.
BenchmarkSwitcher.FromAssembly(typeof(StandardSearch).Assembly).Run(args);
