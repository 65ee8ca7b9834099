using System.Globalization;

namespace LocatorApi.Http;

/// <summary>Reads parameters of which each takes one value, wherever they came from.</summary>
internal static class SingleValues
{
    /// <summary>
    /// The values by name. Unknown names (with near spellings), empty values, repeats and what is no text are errors, and are
    /// left out.
    /// </summary>
    public static Dictionary<string, string> Of(RawParameters raw, IReadOnlyList<string> names, ParameterErrors errors)
    {
        Dictionary<string, string> values = new(StringComparer.Ordinal);
        foreach (string name in raw.Names)
        {
            IReadOnlyList<string> given = raw.Of(name);
            if (!given.Prepend(name).All(ReadableText.Is))
            {
                errors.Add(name, ReadableText.Complaint);
            }
            else if (!names.Contains(name))
            {
                errors.Add(name, () => new ParameterError(UnknownName.Sentence(name, names, errors)));
            }
            else if (given.Count > 1)
            {
                errors.Add(name, "It is given more than once, but takes one value.");
            }
            else if (given[0].Length == 0)
            {
                errors.Add(name, "It is given without a value; leave it out, or give one.");
            }
            else
            {
                values.Add(name, given[0]);
            }
        }

        return values;
    }

    /// <summary>A whole number between two limits, both inside; what is none is an error.</summary>
    /// <param name="values">The values by name.</param>
    /// <param name="name">Whose value it is.</param>
    /// <param name="unlessGiven">The number where none is given.</param>
    /// <param name="least">The least.</param>
    /// <param name="most">The greatest.</param>
    /// <param name="errors">Takes what is wrong.</param>
    public static int WholeNumber(
        Dictionary<string, string> values, string name, int unlessGiven, int least, int most, ParameterErrors errors)
    {
        if (!values.TryGetValue(name, out string? text))
        {
            return unlessGiven;
        }

        if (!int.TryParse(text, NumberStyles.None, CultureInfo.InvariantCulture, out int number) || number < least || number > most)
        {
            errors.Add(name, string.Create(CultureInfo.InvariantCulture, $"It must be a whole number from {least} to {most}."));
        }

        return number;
    }
}
