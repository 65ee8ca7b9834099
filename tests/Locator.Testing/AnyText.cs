using FsCheck;
using FsCheck.Fluent;

namespace Locator.Testing;

/// <summary>Text of every kind that a broken file or a hostile query may hold.</summary>
public static class AnyText
{
    /// <summary>Any string that .NET can hold, mostly of what Unicode makes difficult: halves of surrogate pairs, noncharacters, control characters, accents.</summary>
    public static Arbitrary<string> OfUtf16 { get; } = Gen.OneOf(
            Gen.Choose(0, 0xFFFF),
            Gen.Choose(0xD800, 0xDFFF),
            Gen.Elements(0xFDCF, 0xFDD0, 0xFDEF, 0xFDF0, 0xFDFA, 0xFFFD, 0xFFFE, 0xFFFF),
            Gen.Choose(0, 0xFF),
            Gen.Choose('a', 'e'),
            Gen.Choose(0x300, 0x36F))
        .Select(unit => ((char)unit).ToString())
        .Or(Gen.Elements("\U0001F600", "\U0001FFFE", "\U0010FFFF", " ", "\r\n"))
        .ListOf()
        .Select(string.Concat)
        .ToArbitrary();
}
