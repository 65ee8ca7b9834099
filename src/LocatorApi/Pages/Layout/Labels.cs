using System.Collections.Frozen;
using Locator.Facilities;
using Locator.Text;

namespace LocatorApi.Pages.Layout;

/// <summary>The words of filters and values, by language and token.</summary>
internal sealed class Labels
{
    private readonly FrozenDictionary<Language, FrozenDictionary<string, Words>> _byToken;
    private readonly FrozenDictionary<Language, FrozenDictionary<string, FrozenDictionary<string, Words>>> _byValue;

    public Labels(Vocabulary vocabulary)
    {
        Vocabulary = vocabulary;
        _byValue = Language.All.ToFrozenDictionary(language => language, language => vocabulary.Groups.ToFrozenDictionary(
            group => group.Name,
            group => group.Values.ToFrozenDictionary(value => value.Slug, value => VocabularyWords.In(language).Of(value), StringComparer.Ordinal),
            StringComparer.Ordinal));
        _byToken = Language.All.ToFrozenDictionary(language => language, language => vocabulary.Groups
            .SelectMany(group => group.Values.Select(value => (value.Token, Words: VocabularyWords.In(language).Of(value)))
                .Append((Token: group.Name, Words: VocabularyWords.In(language).Of(group))))
            .ToFrozenDictionary(known => known.Token, known => known.Words, StringComparer.Ordinal));
    }

    public Vocabulary Vocabulary { get; }

    /// <summary>The words of a group.</summary>
    public Words Of(Language language, string group) => _byToken[language].GetValueOrDefault(group) ?? new Words(group, "");

    /// <summary>The words of a value; a value that this program does not know is shown as it stands.</summary>
    public Words Of(Language language, string group, string value) =>
        _byValue[language].GetValueOrDefault(group)?.GetValueOrDefault(value) ?? new Words(value, "");

    /// <summary>The words of what stands in <c>unknown</c>: <c>group:value</c>, or a bare group.</summary>
    public string OfUnknown(Language language, string token) => _byToken[language].GetValueOrDefault(token)?.Label ?? token;
}
