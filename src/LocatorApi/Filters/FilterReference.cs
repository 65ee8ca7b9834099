using LocatorApi.Notices;
using LocatorApi.Serving;

namespace LocatorApi.Filters;

/// <summary>The filters that a search takes.</summary>
public sealed record FilterReference
{
    /// <summary>The directory version that the counts are of.</summary>
    public required DirectoryStamp Directory { get; init; }

    /// <summary>The filter groups; their names are search parameters.</summary>
    public required IReadOnlyList<FilterGroupAnswer> Groups { get; init; }

    /// <summary>What people should read with this answer, the crisis line first.</summary>
    public required IReadOnlyList<Notice> Notices { get; init; }
}

/// <summary>One question a searcher can ask.</summary>
public sealed record FilterGroupAnswer
{
    /// <summary>The parameter's name.</summary>
    public required string Name { get; init; }

    /// <summary>Plain and short, in the language of the answer.</summary>
    public required string Label { get; init; }

    /// <summary>What the question means, in the language of the answer.</summary>
    public required string Description { get; init; }

    /// <summary>How its values differ, for people who have never heard of them: for <c>level</c>; null elsewhere.</summary>
    public required string? Details { get; init; }

    /// <summary><c>choice</c>: any of its values can be asked for; <c>flag</c>: only <c>true</c>.</summary>
    public required string Kind { get; init; }

    /// <summary><c>program</c>, or <c>site</c>: what one entry states holds for the whole facility.</summary>
    public required string Scope { get; init; }

    /// <summary>The answers that can be asked for.</summary>
    public required IReadOnlyList<FilterValueAnswer> Values { get; init; }
}

/// <summary>One value of a filter group.</summary>
public sealed record FilterValueAnswer
{
    /// <summary>The parameter's value.</summary>
    public required string Value { get; init; }

    /// <summary>Plain and short, in the language of the answer.</summary>
    public required string Label { get; init; }

    /// <summary>What it means for someone looking for care, in the language of the answer.</summary>
    public required string Description { get; init; }

    /// <summary>Levels of care: what it is like, and how it differs from the levels next to it; null elsewhere.</summary>
    public required string? Details { get; init; }

    /// <summary>Levels of care: whom it suits; null elsewhere.</summary>
    public required string? Suits { get; init; }

    /// <summary>Levels of care: questions to ask the facility on the phone; empty elsewhere.</summary>
    public required IReadOnlyList<string> Ask { get; init; }

    /// <summary>Any of these SAMHSA service codes states it.</summary>
    public required IReadOnlyList<string> Codes { get; init; }

    /// <summary>An entry of one of these program types states it by being one.</summary>
    public required IReadOnlyList<string> Types { get; init; }

    /// <summary>Any of these codes makes it a no.</summary>
    public required IReadOnlyList<string> Without { get; init; }

    /// <summary>The program types whose survey asks for it; for all others it is unknown.</summary>
    public required IReadOnlyList<string> AskedOf { get; init; }

    /// <summary>Level of the ASAM Criteria (3rd edition), or null.</summary>
    public required string? AsamLevel { get; init; }

    /// <summary>Facilities that state it.</summary>
    public required int Facilities { get; init; }

    /// <summary>Facilities for which it is unknown in at least one program.</summary>
    public required int Unknown { get; init; }
}
