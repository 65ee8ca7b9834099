using System.Globalization;
using LocatorApi.Http;

namespace LocatorApi.Search.Parameters;

/// <summary>Parameters that are numbers. No exponents, thousands or infinities: what is not plainly a number is a slip.</summary>
internal static class NumberParameter
{
    public const NumberStyles Style = NumberStyles.AllowLeadingSign | NumberStyles.AllowDecimalPoint;

    /// <summary>A number between two limits, both inside.</summary>
    /// <param name="name">Its name.</param>
    /// <param name="least">The least.</param>
    /// <param name="greatest">The greatest.</param>
    /// <param name="unit">What it counts, such as miles; null where its name says so.</param>
    /// <param name="example">A value to try.</param>
    /// <param name="description">Plain English.</param>
    /// <param name="set">Takes the number.</param>
    /// <param name="isWhole">Whether it has no decimals.</param>
    public static SearchParameter Of(
        string name, double least, double greatest, string? unit, string example, string description, Action<SearchInput, double> set,
        bool isWhole = false)
    {
        string range = string.Create(CultureInfo.InvariantCulture, $"between {least} and {greatest}{(unit is null ? "" : " " + unit)}");
        return new SearchParameter
        {
            Name = name, Description = description, Example = example, Range = (least, greatest), Whole = isWhole,
            Read = (value, input) =>
            {
                if (!double.TryParse(value, isWhole ? NumberStyles.None : Style, CultureInfo.InvariantCulture, out double number)
                    || !double.IsFinite(number))
                {
                    return new ParameterError($"It must be a {(isWhole ? "whole number" : "number")} {range}, {(isWhole ? "in digits" : "with a decimal point where it has decimals")}, without a unit.");
                }

                if (number < least || number > greatest)
                {
                    return new ParameterError($"It must lie {range}.");
                }

                set(input, number);
                return null;
            },
        };
    }
}
