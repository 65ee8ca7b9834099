using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using Importer.Sources;
using Locator.Facilities;
using Xunit;

namespace Importer.Tests.Sources;

public sealed class CodeListTests
{
    private static readonly Dictionary<string, IReadOnlyList<string>> OfTheFile = new(StringComparer.Ordinal) { ["NEW1"] = ["TC"] };

    [Property(MaxTest = 200)]
    public Property A_group_gives_what_its_parts_give_one_by_one() => Prop.ForAll(
        Groups().ToArbitrary(),
        group =>
        {
            CodeList whole = new("services");
            whole.AddGroup(group, OfTheFile);
            ServiceCode?[] parts = [.. Parts(group).Select(Vocabulary.Current.FindCode)];

            Assert.Equal(parts.OfType<ServiceCode>().Select(code => code.Code).Distinct().Order(StringComparer.Ordinal), whole.ToCodes());
            Assert.Equal(
                Parts(group).Where(part => Vocabulary.Current.FindCode(part) is null).Distinct(StringComparer.Ordinal), whole.Unknown.Select(unknown => unknown.Text));
            string[] categories = [.. parts.OfType<ServiceCode>().Select(code => code.Category).Distinct()];
            Assert.All(whole.Unknown, unknown => Assert.Equal(OfTheFile.GetValueOrDefault(unknown.Text) ?? categories, unknown.Categories));
        });

    private static string[] Parts(string group) => group.Split([' ', '\t', '\r', '\n', '\u00A0'], StringSplitOptions.RemoveEmptyEntries);

    /// <summary>Codes in every spelling and case, names that are none, and all kinds of white space between them.</summary>
    private static Gen<string> Groups()
    {
        Gen<string> spelling = Gen.Elements(Vocabulary.Current.Codes.SelectMany(code => code.OlderCodes.Prepend(code.Code)).ToArray());
        Gen<string> part = Gen.Frequency(
            (6, spelling), (2, spelling.Select(code => code.ToLowerInvariant())), (1, Gen.Elements("NEW1", "NEW2", "new1", "é", "?")));
        return Gen.Zip(part, Gen.Elements(" ", "  ", "\t", "\n", "\u00A0", " \u00A0\r\n")).ListOf()
            .Select(pairs => string.Concat(pairs.Select(pair => pair.Item1 + pair.Item2)));
    }
}
