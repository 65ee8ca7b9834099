using System.Collections.Frozen;
using Locator.Facilities;
using Locator.Text;

namespace LocatorApi.Pages;

/// <summary>The words of filters and values, by language and token.</summary>
internal sealed class Labels
{
    private readonly FrozenDictionary<(Language, string), Words> _words;

    public Labels(Vocabulary vocabulary)
    {
        Vocabulary = vocabulary;
        Dictionary<(Language, string), Words> words = [];
        foreach (Language language in Language.All)
        {
            VocabularyWords known = VocabularyWords.In(language);
            foreach (FilterGroup group in vocabulary.Groups)
            {
                words.Add((language, group.Name), known.Of(group));
                foreach (FilterValue value in group.Values)
                {
                    words.Add((language, value.Token), known.Of(value));
                }
            }
        }

        _words = words.ToFrozenDictionary();
    }

    public Vocabulary Vocabulary { get; }

    /// <summary>The words of a group.</summary>
    public Words Of(Language language, string group) => _words.GetValueOrDefault((language, group)) ?? new Words(group, "");

    /// <summary>The words of a value; a value that this program does not know is shown as it stands.</summary>
    public Words Of(Language language, string group, string value) => _words.GetValueOrDefault((language, $"{group}:{value}")) ?? new Words(value, "");

    /// <summary>The words of what stands in <c>unknown</c>: <c>group:value</c>, or a bare group.</summary>
    public string OfUnknown(Language language, string token) => _words.GetValueOrDefault((language, token))?.Label ?? token;
}
