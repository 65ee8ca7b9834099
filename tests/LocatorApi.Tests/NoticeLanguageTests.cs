using System.Text;
using System.Text.Json;
using Locator.Text;
using LocatorApi.Notices;

namespace LocatorApi.Tests;

/// <summary>Notices in English and Spanish.</summary>
public sealed class NoticeLanguageTests
{
    [Fact]
    public void How_old_a_list_is_stands_in_the_months_and_numbers_of_the_language()
    {
        OldEntries old = new(20_519, 1_020_534, new DateOnly(2022, 3, 31), new DateOnly(2024, 12, 31));
        const string All = "{asOf}: {old} / {all}";
        Assert.Equal("March 2022 to December 2024: 20,519 / 1,020,534", old.In(All, Language.English));
        Assert.Equal("marzo de 2022 a diciembre de 2024: 20,519 / 1,020,534", old.In(All, Language.Spanish));
    }

    /// <summary>988 has people who speak Spanish: press 2, or text AYUDA.</summary>
    [Fact]
    public void Every_notice_is_written_in_both_languages_and_names_the_same_phone()
    {
        using Stream stream = typeof(NoticeBoard).Assembly.GetManifestResourceStream("LocatorApi.Notices.notices.json")!;
        using MemoryStream copy = new();
        stream.CopyTo(copy);
        NoticeFile file = NoticeFile.Read(copy.ToArray());
        Assert.Equal(NoticeKinds.All.Order(StringComparer.Ordinal), file.In(Language.English).Select(notice => notice.Kind).Distinct().Order(StringComparer.Ordinal));
        foreach ((Notice english, Notice spanish) in file.In(Language.English).Zip(file.In(Language.Spanish)))
        {
            Assert.Equal(english with { Text = "" }, spanish with { Text = "" });
            Assert.NotEqual(english.Text, spanish.Text);
            Assert.True(spanish.Text.IsNormalized(NormalizationForm.FormC));
            Assert.Equal(english.Text.Contains('{', StringComparison.Ordinal), spanish.Text.Contains('{', StringComparison.Ordinal));
            if (english.Kind == NoticeKinds.Crisis)
            {
                Assert.Contains("988 y oprima 2", spanish.Text, StringComparison.Ordinal);
                Assert.Contains("AYUDA al 988", spanish.Text, StringComparison.Ordinal);
            }
        }
    }

    /// <summary>Files of operators from before there was Spanish keep their meaning: their number is the one to show.</summary>
    [Fact]
    public async Task An_operators_notice_without_Spanish_is_shown_to_everybody_as_it_is()
    {
        await using ApiHost api = new();
        await File.WriteAllTextAsync(
            Path.Combine(api.Data, "notices.json"),
            """[{"kind":"crisis","text":"Call our nurse.","phone":"111"},{"kind":"sample-data","text":"Not real.","es":"No es de verdad.","phone":null}]""",
            TestContext.Current.CancellationToken);
        using HttpClient client = api.CreateClient();
        client.DefaultRequestHeaders.AcceptLanguage.ParseAdd("es");
        using JsonDocument answer = JsonDocument.Parse(await client.GetStringAsync("/v1/zips/09012", TestContext.Current.CancellationToken));
        string[] texts = [.. answer.RootElement.GetProperty("notices").EnumerateArray().Select(notice => notice.GetProperty("text").GetString()!)];
        Assert.Equal(["Call our nurse.", "No es de verdad."], texts[..2]);
        Assert.StartsWith("El directorio no tiene", texts[2], StringComparison.Ordinal);
    }
}
