using System.Text.Json;
using Locator.Text;

namespace LocatorApi.Notices;

/// <summary>
/// The notices of a file: a JSON array of objects as they are sent, whose <c>text</c> is English, each with the same text in
/// Spanish as <c>es</c>, or without.
/// </summary>
internal sealed class NoticeFile
{
    private readonly Notice[] _english;
    private readonly Notice[] _spanish;

    private NoticeFile(Notice[] english, Notice[] spanish) => (_english, _spanish) = (english, spanish);

    /// <summary>The notices with their texts in a language, or in English where the file has no other.</summary>
    public IReadOnlyList<Notice> In(Language language) => language == Language.Spanish ? _spanish : _english;

    /// <summary>Reads a file in UTF-8.</summary>
    /// <exception cref="JsonException">It is no such file.</exception>
    public static NoticeFile Read(byte[] json)
    {
        Notice[] english = JsonSerializer.Deserialize<Notice[]>(json, JsonSerializerOptions.Web) ?? [];
        foreach (Notice? notice in english)
        {
            if (notice is null || !NoticeKinds.All.Contains(notice.Kind) || string.IsNullOrWhiteSpace(notice.Text))
            {
                throw new JsonException($"a notice needs a text and one of the kinds {string.Join(", ", NoticeKinds.All)}");
            }
        }

        // The same objects once more, for the member that is no member of an answer.
        Translation[] spanish = JsonSerializer.Deserialize<Translation[]>(json, JsonSerializerOptions.Web) ?? [];
        return new NoticeFile(
            english,
            [.. english.Zip(spanish, (notice, translation) => string.IsNullOrWhiteSpace(translation.Es) ? notice : notice with { Text = translation.Es })]);
    }

    private sealed record Translation(string? Es);
}
