using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using Locator.Text;
using Xunit;

namespace Locator.Tests.Text;

/// <summary>Names in ASCII are folded apart from others: one letter beyond it behind a name must change none of the name's words.</summary>
public sealed class FoldedAsciiTests
{
    private const string Beyond = "\u00e9";

    [Property(MaxTest = 500)]
    public Property Words_of_ascii_are_those_of_any_text() => Prop.ForAll(
        Names().ToArbitrary(),
        name => Assert.Equal([.. FoldedText.Words(name), .. FoldedText.Words(Beyond)], FoldedText.Words($"{name} {Beyond}")));

    [Property(MaxTest = 500)]
    public Property What_is_indexed_of_ascii_is_what_is_indexed_of_any_text() => Prop.ForAll(
        Names().ToArbitrary(),
        name => Assert.Equal(
            FoldedText.IndexWords([name]).Union(FoldedText.IndexWords([Beyond])).Order(StringComparer.Ordinal),
            FoldedText.IndexWords([$"{name} {Beyond}"])));

    private static Gen<string> Names() => Gen.Elements(
            "A", "z", "M", "0", "9", "'", "'s", "'S", ".", "&", " ", "-", "_", "/", "@", "[", "`", "{", "\0", "\t", "\u007f",
            "St", "Saint", "YOUTH", "ctr", "Dr.", new string('x', 300))
        .ListOf().Select(parts => string.Concat(parts));
}
