using LocatorApi.Http;

namespace LocatorApi.Search.Parameters;

/// <summary>One parameter of a search: everything that reading it, its errors and its documentation need.</summary>
internal sealed record SearchParameter
{
    private HashSet<string>? _names;

    /// <summary>Its name on the wire, camel case, case-sensitive.</summary>
    public required string Name { get; init; }

    /// <summary>Plain English, for the documentation.</summary>
    public required string Description { get; init; }

    /// <summary>Reads one value into the input; returns what is wrong with it, or null.</summary>
    public required Func<string, SearchInput, ParameterError?> Read { get; init; }

    /// <summary>Whether it can be given several times, or several values parted by commas.</summary>
    public bool Repeatable { get; init; }

    /// <summary>What holds when it is not given; null where there is no such value.</summary>
    public string? Default { get; init; }

    /// <summary>A value to try.</summary>
    public string? Example { get; init; }

    /// <summary>For numbers: the least and the greatest, both inside.</summary>
    public (double Least, double Greatest)? Range { get; init; }

    /// <summary>Whether a number must be whole.</summary>
    public bool Whole { get; init; }

    /// <summary>Every value there is, with labels; empty where values are free.</summary>
    public IReadOnlyList<(string Name, string Label)> Choices { get; init; } = [];

    /// <summary>Whether it asks yes or nothing: its only value is <c>true</c>.</summary>
    public bool IsFlag { get; init; }

    /// <summary>Whether it is taken in a body only, as an object, because it is too large for an address.</summary>
    public bool InBodyOnly { get; init; }

    /// <summary>The address that lists its values.</summary>
    public string ListedAt { get; init; } = "/v1/filters";

    /// <summary>Whether upper and lower case of its <see cref="Choices"/> are the same.</summary>
    public bool IgnoreCase { get; init; }

    /// <summary>Whether it can have this value: any where values are free.</summary>
    public bool Knows(string value) => Choices.Count == 0 || (_names ??= Choices.Select(choice => choice.Name)
        .ToHashSet(IgnoreCase ? StringComparer.OrdinalIgnoreCase : StringComparer.Ordinal)).Contains(value);
}
