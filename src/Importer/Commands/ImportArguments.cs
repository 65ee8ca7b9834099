using System.CommandLine.Parsing;
using System.Globalization;
using Locator.Facilities;
using Locator.Places;

namespace Importer.Commands;

/// <summary>Reads the values of the options of <c>importer import</c>; what cannot be read becomes an error of the command line.</summary>
internal static class ImportArguments
{
    /// <summary>A day, written YYYY-MM-DD.</summary>
    public static DateOnly? Date(ArgumentResult result)
    {
        string text = result.Tokens[0].Value;
        if (DateOnly.TryParseExact(text, "yyyy-MM-dd", CultureInfo.InvariantCulture, DateTimeStyles.None, out DateOnly date))
        {
            return date;
        }

        result.AddError($"--as-of {text}: write the date as YYYY-MM-DD, such as 2026-11-20.");
        return null;
    }

    /// <summary>A share from 0 to 1, written in percent.</summary>
    public static double? Share(ArgumentResult result)
    {
        string text = result.Tokens[0].Value;
        if (double.TryParse(text.TrimEnd('%', ' '), NumberStyles.AllowDecimalPoint, CultureInfo.InvariantCulture, out double percent)
            && percent <= 100)
        {
            return percent / 100;
        }

        result.AddError($"--max-left-out {text}: write a share of the rows in percent, 0% to 100%, such as 2%.");
        return null;
    }

    /// <summary>Codes of states, each written state=XX.</summary>
    public static string[] States(ArgumentResult result)
    {
        const string prefix = "state=";
        List<string> states = [];
        foreach (string text in result.Tokens.Select(token => token.Value))
        {
            if (text.StartsWith(prefix, StringComparison.Ordinal) && State.Find(text[prefix.Length..]) is { } state)
            {
                states.Add(state.Code);
            }
            else
            {
                result.AddError($"--replace {text}: write a state as its two letters, such as state=MA.");
            }
        }

        return [.. states];
    }

    /// <summary>A type of program by its slug.</summary>
    public static ProgramType? Type(ArgumentResult result)
    {
        string text = result.Tokens[0].Value;
        if (ProgramTypes.Parse(text) is { } type)
        {
            return type;
        }

        result.AddError($"--type {text}: write substance-use, mental-health, opioid-treatment-program, health-center or buprenorphine-practitioner.");
        return null;
    }

    /// <summary>Types that are left out unless asked for.</summary>
    public static ProgramType[] Types(ArgumentResult result)
    {
        List<ProgramType> types = [];
        foreach (Token token in result.Tokens)
        {
            if (ProgramTypes.Parse(token.Value) is { } type and (ProgramType.HealthCenter or ProgramType.BuprenorphinePractitioner))
            {
                types.Add(type);
            }
            else
            {
                result.AddError($"--include {token.Value}: health-center and buprenorphine-practitioner can be included; treatment programs always are.");
            }
        }

        return [.. types];
    }
}
