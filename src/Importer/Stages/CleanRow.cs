using System.Text;
using Locator.Facilities;
using Locator.Geo;
using Locator.Text;

namespace Importer.Stages;

/// <summary>A source row after every repair: what sites and programs are made of.</summary>
internal sealed record CleanRow
{
    /// <summary>Index of its file among those of the import, and its row there.</summary>
    public required SourceReference Source { get; init; }

    public required string Name1 { get; init; }
    public string? Name2 { get; init; }

    /// <summary>Null when the source withholds it or has none.</summary>
    public string? Street1 { get; init; }

    public string? Street2 { get; init; }
    public required string City { get; init; }
    public required string State { get; init; }

    /// <summary>Five digits; empty when the source gives nothing that can be a ZIP.</summary>
    public required string Zip { get; init; }

    public string? County { get; init; }
    public string? Website { get; init; }

    /// <summary>The source's point where it is usable; not on the grid yet.</summary>
    public GeoPoint? Point { get; init; }

    public required ProgramType Type { get; init; }
    public IReadOnlyList<CleanPhone> Phones { get; init; } = [];

    /// <summary>The first telephone cell as written: part of the site key where the street is withheld.</summary>
    public string? FirstPhoneText { get; init; }

    public IReadOnlyList<string> Codes { get; init; } = [];

    /// <summary>Categories in which the row states something that the vocabulary does not know, sorted ordinally; null where there are none.</summary>
    public IReadOnlyList<string>? OpenCategories { get; init; }

    /// <summary>All that the row says, but not where it stands: equal for exact duplicates, and what orders rows that nothing else does.</summary>
    public string Content => AppendContent(new StringBuilder(1024)).ToString();

    /// <summary>Adds the <see cref="Content"/> to a text.</summary>
    public StringBuilder AppendContent(StringBuilder text)
    {
        text.Append(Name1).Append('\t').Append(Name2).Append('\t').Append(Street1).Append('\t').Append(Street2).Append('\t').Append(City)
            .Append('\t').Append(State).Append('\t').Append(Zip).Append('\t').Append(County).Append('\t').Append(Website)
            .Append('\t').Append(Point?.ToString()).Append('\t').Append(Type.Slug()).Append('\t');
        text.AppendJoin(' ', TextSpan.Of(Codes));

        // Only where there are some: what orders and tells apart other rows stays as it was.
        if (OpenCategories is { } open)
        {
            text.Append("\t?").AppendJoin(" ?", open);
        }

        foreach (CleanPhone phone in Phones)
        {
            text.Append('\t').Append(phone.Kind).Append(' ').Append(phone.Number).Append(' ').Append(phone.Extension).Append(' ').Append(phone.Display);
        }

        return text;
    }
}

/// <summary>A telephone number that can be dialled.</summary>
/// <param name="Kind">main, intake or hotline.</param>
/// <param name="Number">E.164.</param>
/// <param name="Extension">Digits, or null.</param>
/// <param name="Display">How people write it, with the extension.</param>
/// <param name="IsVanity">Whether letters stand for digits in <paramref name="Display"/>.</param>
internal sealed record CleanPhone(string Kind, string Number, string? Extension, string Display, bool IsVanity);
