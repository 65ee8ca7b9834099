using System.Globalization;
using FsCheck;
using FsCheck.Fluent;
using FsCheck.Xunit;
using Locator.Testing;
using Locator.Text;
using LocatorApi.Languages;
using Microsoft.AspNetCore.Http;

namespace LocatorApi.Tests;

/// <summary>Accept-Language, whatever stands in it.</summary>
public sealed class LanguagePreferenceTests
{
    private static readonly Gen<(string Range, int Tenths)[]> Wishes = Gen.Zip(
        Gen.Elements("en", "es", "EN-us", "es-MX", "es-419", "es-Latn-PR", "fr", "esp", "e", "zh-Hant", "*"), Gen.Choose(0, 10)).ArrayOf();

    /// <summary>The lookup of RFC 4647, section 3.4, word for word: each range in its turn, cut from its end until something fits.</summary>
    [Property]
    public Property The_first_language_is_taken_that_a_range_leads_to() => Prop.ForAll(Wishes.ToArbitrary(), wishes =>
        Read(string.Join(", ", wishes.Select(wish => string.Create(CultureInfo.InvariantCulture, $"{wish.Range};q={wish.Tenths / 10.0:0.0}")))).Tag == Looked(wishes));

    [Property]
    public Property Any_text_in_the_header_gives_a_language() => Prop.ForAll(AnyText.OfUtf16, text => Language.All.Contains(Read(text)));

    [Fact]
    public void Several_headers_are_one_list()
    {
        DefaultHttpContext context = new();
        context.Request.Headers.AcceptLanguage = new(["fr", "de;q=0.9,es;q=0.8", "en;q=0.1"]);
        Assert.Equal(Language.Spanish, LanguagePreference.Of(context.Request));
    }

    private static Language Read(string header)
    {
        DefaultHttpContext context = new();
        context.Request.Headers.AcceptLanguage = header;
        return LanguagePreference.Of(context.Request);
    }

    private static string Looked((string Range, int Tenths)[] wishes)
    {
        for (int tenths = 10; tenths > 0; tenths--)
        {
            foreach ((string wished, int weight) in wishes)
            {
                List<string> subtags = [.. wished.ToLowerInvariant().Split('-')];
                for (; weight == tenths && subtags.Count > 0; subtags.RemoveAt(subtags.Count - 1))
                {
                    if (string.Join('-', subtags) is "en" or "es")
                    {
                        return string.Join('-', subtags);
                    }
                }
            }
        }

        bool refusesEnglish = wishes.Any(wish => wish.Tenths == 0 && wish.Range is "en" or "EN-us");
        bool refusesSpanish = wishes.Any(wish => wish.Tenths == 0 && wish.Range.StartsWith("es", StringComparison.Ordinal) && wish.Range != "esp");
        return wishes.Any(wish => wish.Range == "*" && wish.Tenths > 0) && refusesEnglish && !refusesSpanish ? "es" : "en";
    }
}
