using System.Runtime.CompilerServices;
using Locator.Elasticsearch.Indexes;
using Locator.Facilities;
using Locator.Search;

namespace Locator.Elasticsearch.Search;

/// <summary>A facet as an index has its values. Facets are few and asked for again and again, so they are kept.</summary>
internal sealed class IndexedFacet
{
    private static readonly ConditionalWeakTable<IndexTokens, ConditionalWeakTable<FacetRequest, IndexedFacet>> Known = [];

    private IndexedFacet(FacetRequest facet, IndexTokens tokens)
    {
        string[] all = [.. facet.Tokens.SelectMany(token => (string[])[token, FilterValue.UnknownTokenOf(token)])];
        Texts = [.. facet.Tokens.Select(token => (tokens.TextOf(token), tokens.TextOf(FilterValue.UnknownTokenOf(token))))];
        Fields = [.. all.GroupBy(tokens.FieldOf, tokens.TextOf).Select(field => (field.Key, field.ToArray()))];
    }

    /// <summary>For every token of the facet how the index has it, and how its <c>?</c> twin.</summary>
    public IReadOnlyList<(string Stated, string Unknown)> Texts { get; }

    /// <summary>All these texts by the field of a program that they stand in.</summary>
    public IReadOnlyList<(string Field, string[] Texts)> Fields { get; }

    /// <summary>A facet in an index.</summary>
    public static IndexedFacet Of(FacetRequest facet, IndexTokens tokens) =>
        Known.GetOrCreateValue(tokens).GetValue(facet, _ => new IndexedFacet(facet, tokens));
}
