using System.Buffers;
using System.Collections.Frozen;
using Locator.Facilities;
using Locator.Indexing;
using Locator.Text;
using LocatorApi.Http;

namespace LocatorApi.Search.Page;

/// <summary>What people read for the values that are counted, in each language; looked up once for a search's sixty or so of them.</summary>
internal sealed class FacetLabels(Vocabulary vocabulary)
{
    private readonly FrozenDictionary<Language, FrozenDictionary<string, FacetLabel>> _byLanguage =
        Language.All.ToFrozenDictionary(language => language, language => Of(vocabulary, VocabularyWords.In(language)));

    /// <summary>Labels by token in a language.</summary>
    public FrozenDictionary<string, FacetLabel> In(Language language) => _byLanguage[language];

    private static FrozenDictionary<string, FacetLabel> Of(Vocabulary vocabulary, VocabularyWords words) =>
        vocabulary.Groups.SelectMany(group => group.Values)
            .Select(value => (value.Token, Label: new FacetLabel(value.Slug, words.Of(value).Label)))
            .Concat(vocabulary.Codes.Select(code => (Token: ServiceTokens.Of(code.Code), Label: new FacetLabel(code.Code, words.NameOf(code)))))
            .ToFrozenDictionary(label => label.Token, label => label.Label, StringComparer.Ordinal);
}

/// <summary>A value that is counted, and what stands before its counts in an answer, encoded once.</summary>
internal sealed class FacetLabel
{
    /// <param name="value">Its name on the wire.</param>
    /// <param name="label">Plain words.</param>
    public FacetLabel(string value, string label)
    {
        (Value, Label) = (value, label);
        ArrayBufferWriter<byte> json = new();
        json.Write("{\"value\":"u8);
        json.WriteText(value);
        json.Write(",\"label\":"u8);
        json.WriteText(label);
        json.Write(",\"count\":"u8);
        Json = json.WrittenSpan.ToArray();
    }

    public string Value { get; }

    public string Label { get; }

    /// <summary>The beginning of the value's JSON, up to its count.</summary>
    public byte[] Json { get; }
}
