using System.Globalization;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using Xunit;

namespace Locator.Tests.Architecture;

/// <summary>
/// Whoever changes a namespace must know what can feel it: what uses it, and not also what it uses. So no namespaces of an
/// assembly use each other, over however many others. A namespace below another is one of its own.
/// </summary>
public sealed class NamespaceCyclesTests
{
    [Theory]
    [InlineData("LocatorApi")]
    public void No_namespaces_use_each_other(string assembly)
    {
        Dependency[] between =
        [
            .. CompiledDependencies.Of(PathOf(assembly)).Where(dependency => dependency.From.Namespace != dependency.To.Namespace),
        ];
        Assert.True(between.Length > 10, "An assembly without namespaces that use each other proves nothing.");
        IReadOnlyList<string> cycle = Cycles.Shortest(between.Select(dependency => (dependency.From.Namespace, dependency.To.Namespace)));
        Assert.True(cycle.Count == 0, $"{assembly} has a cycle of {cycle.Count} namespaces:\n" + string.Join('\n', cycle.Select((from, i) =>
        {
            string to = cycle[(i + 1) % cycle.Count];
            IEnumerable<string> uses = between
                .Where(dependency => dependency.From.Namespace == from && dependency.To.Namespace == to)
                .Select(dependency => $"{dependency.From.Name}.{dependency.Where} uses {dependency.To.Name}");
            return $"{from} → {to}: {string.Join(", ", uses.Take(5))}";
        })));
    }

    [Fact]
    public void A_use_is_seen_wherever_it_stands()
    {
        string[] seen =
        [
            .. CompiledDependencies.Of(typeof(Used).Assembly.Location)
                .Where(dependency => dependency.To.Name == nameof(Used)).Select(dependency => dependency.From.Name).Order(StringComparer.Ordinal),
        ];
        string[] users = [.. typeof(Used).Assembly.GetTypes().Select(type => type.Name).Where(name => name.StartsWith("Uses", StringComparison.Ordinal)).Order(StringComparer.Ordinal)];
        Assert.True(users.Length >= 20);
        Assert.Equal(users, seen.Where(name => name.StartsWith("Uses", StringComparison.Ordinal)));
        Assert.DoesNotContain(nameof(DoesNotUse), seen);
    }

    [Fact]
    public void A_namespace_below_another_is_one_of_its_own()
    {
        IReadOnlyList<Dependency> library = CompiledDependencies.Of(PathOf("Locator"));
        Assert.Contains(library, dependency => (dependency.From.Namespace, dependency.To.Namespace) == ("Locator.Search.Embedded", "Locator.Search"));
    }

    [Theory]
    [InlineData("", "")]
    [InlineData("ab bc ac", "")]
    [InlineData("ab ba", "ab")]
    [InlineData("ab bc ca", "abc")]
    [InlineData("ab bc cd da cb", "bc")]
    [InlineData("xa ab bc ca xb cx", "abc")]
    [InlineData("aa", "a")]
    public void The_shortest_cycle_is_found(string edges, string cycle) => Assert.Equal(
        cycle.Select(node => node.ToString()).Order(StringComparer.Ordinal),
        Cycles.Shortest(Parsed(edges)).Order(StringComparer.Ordinal));

    [Property]
    public Property A_graph_has_a_cycle_where_its_nodes_cannot_be_put_in_an_order() => Prop.ForAll(
        Gen.Zip(Gen.Choose(0, 7), Gen.Choose(0, 7)).ListOf().ToArbitrary(),
        pairs =>
        {
            (string From, string To)[] edges = [.. pairs.Select(pair => (Name(pair.Item1), Name(pair.Item2)))];
            IReadOnlyList<string> cycle = Cycles.Shortest(edges);
            bool isCycle = cycle.Distinct(StringComparer.Ordinal).Count() == cycle.Count
                && cycle.Select((node, i) => (node, cycle[(i + 1) % cycle.Count])).All(edges.Contains);
            return isCycle && cycle.Count == 0 == CanBeOrdered(edges);
        });

    /// <summary>Takes away nodes that nothing left uses (Kahn 1962).</summary>
    private static bool CanBeOrdered((string From, string To)[] edges)
    {
        List<(string From, string To)> left = [.. edges];
        while (left.Count > 0)
        {
            if (left.RemoveAll(edge => !left.Exists(other => other.To == edge.From)) == 0)
            {
                return false;
            }
        }

        return true;
    }

    private static string Name(int node) => node.ToString(CultureInfo.InvariantCulture);

    private static IEnumerable<(string, string)> Parsed(string edges) => edges
        .Split(' ', StringSplitOptions.RemoveEmptyEntries).Select(edge => (edge[..1], edge[1..]));

    /// <summary>An assembly of ours as the programs are built with it.</summary>
    private static string PathOf(string assembly)
    {
        string bin = Path.GetFullPath(Path.Combine(AppContext.BaseDirectory, "..", ".."));
        string configuration = Path.GetFileName(Path.TrimEndingDirectorySeparator(AppContext.BaseDirectory));
        string[] places = [.. ((string[])["LocatorApi", "Importer"]).Select(program => Path.Combine(bin, program, configuration, assembly + ".dll"))];
        return Array.Find(places, File.Exists) ?? throw new FileNotFoundException($"{assembly}.dll is in none of {string.Join(", ", places)}.");
    }
}
