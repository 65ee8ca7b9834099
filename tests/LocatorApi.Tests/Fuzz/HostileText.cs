using System.Text;

namespace LocatorApi.Tests.Fuzz;

/// <summary>Values that people, programs and attackers send.</summary>
public static class HostileText
{
    /// <summary>Values that mean something, by the name under which they do.</summary>
    private static readonly Dictionary<string, string[]> Good = new(StringComparer.Ordinal)
    {
        ["zip"] = ["30309", "10200", "99723", "09012", "00901", "30309-1234", "20252"],
        ["lat"] = ["33.79", "64.8", "18.4", "0", "-14.3"],
        ["lon"] = ["-84.39", "-147.7", "-66.1", "0", "-170.7", "179.99"],
        ["place"] = ["Atlanta, GA", "Springfield", "Springfield, Sangamon, IL", "Washington, IN"],
        ["q"] = ["clinic", "peachtree c", "rehab", "suboxone clinic", "desintoxicación", "30309"],
        ["bbox"] = ["-85,33,-84,34", "179,50,-179,60", "-180,-90,180,90", "-84.5,33.5,-84.4,33.6"],
        ["state"] = ["GA", "ak", "PR"],
        ["county"] = ["Fulton", "13121", "121"],
        ["radius"] = ["0.1", "25", "500"],
        ["id"] = ["fm19m2b7v5xt0", "fg1yfshf2mbys"],
        ["after"] = ["fm19m2b7v5xt0"],
        ["since"] = ["2000-01-01.1", "2026-11-20.1"],
        ["version"] = ["2000-01-01.1"],
        ["zoom"] = ["0", "8", "14"],
        ["type"] = ["unknown-zip"],
        ["telehealth"] = ["true"],
        ["stateTelehealth"] = ["true"],
    };

    private static readonly string[] Bad =
    [
        "", " ", "'", "\"", "\\", ";", "%", "%%", "_", "*", "?", "&", "=", "#", "+", "-", "--", ",", ",,", ".", "/", "//", "..", "../../../../etc/passwd", "..\\..\\win.ini",
        "' OR '1'='1", "'; DROP TABLE facility; --", "1; select pg_sleep(10)--", "1 union select NULL,NULL--", "') OR 1=1 /*", "$1", "@p0", "E'\\x00'", "$$ $$", "COPY x TO PROGRAM 'id'",
        """{"match_all":{}}""", "\"}},{\"query\":{\"match_all\":{}}}", """{"script":{"source":"while(true){}"}}""", "*:*", "_exists_:id", "a~2", "/.*/", "[* TO *]", "\n{\"index\":\"_all\"}\n{\"size\":10000}\n",
        "null", "true", "false", "undefined", "NaN", "Infinity", "-Infinity", "1e400", "-0", "0x1F", "1e-400", "00", "+1", "1,5", "1.", ".5", "９９", "٣٠٣٠٩", "2147483648", "-2147483649", "9223372036854775808", "0.1e1",
        "<script>alert(1)</script>", "${7*7}", "{{7*7}}", "${jndi:ldap://127.0.0.1/a}", "$(id)", "`id`", "|id", "%s%s%n", "\r\nX-Injected: yes", "\0", "a\0b", "\u001b[2J", "\t", "\r\n",
        "\uFFFE", "\uFFFF", "\uFDD0", "\U0001FFFE", "\U0010FFFF", "\u202E", "\u200B", "\uFEFF", "e\u0301", "ß", "ı", "İ", "ﬁ", "\uFDFA\uFDFA\uFDFA", "\U0001F3E5", "नमस्ते", "مركز", "中心", "क्\u200Dष",
        "[]", "{}", "[[]]", "a[]", "a[b]", "__proto__", "constructor", "$where", "$ne", "id", "admin", "-1", "0", "1", "none", "include", "all", "any", "aetna", "iop",
        "-84,34,-83,33", "1,2,3", "a,b,c,d", "-190,0,0,0", "0,0,0,0", "1e308,1e308,1e308,1e308",
    ];

    /// <summary>A value that means something under that name, or one that the description names.</summary>
    public static string Fitting(Random random, DescribedParameter parameter)
    {
        string[] good = Good.GetValueOrDefault(parameter.Name) ?? [];
        int choices = good.Length + parameter.Values.Count;
        int choice = choices == 0 ? -1 : random.Next(choices);
        return choice < 0 ? Any(random) : choice < good.Length ? good[choice] : parameter.Values[choice - good.Length];
    }

    /// <summary>Anything.</summary>
    public static string Any(Random random) => random.Next(12) switch
    {
        0 => new string(One(random, Bad) is [var first, ..] ? first : 'a', random.Next(1, 1_500)),
        1 => string.Concat(Enumerable.Range(0, random.Next(1, 40)).Select(_ => One(random, Bad))),
        2 => string.Concat(Enumerable.Range(0, random.Next(1, 30)).Select(_ => (char)random.Next(0x10000))),
        3 => new StringBuilder("a").Insert(1, "\u0301", random.Next(1, 500)).ToString(),
        4 => string.Join(',', Enumerable.Range(0, random.Next(1, 200)).Select(_ => One(random, Bad))),
        5 => random.Next().ToString(System.Globalization.CultureInfo.InvariantCulture),
        _ => One(random, Bad),
    };

    /// <summary>The same with a few characters left out, doubled, changed or put in.</summary>
    public static string Mutated(Random random, string text)
    {
        StringBuilder mutated = new(text);
        for (int changes = random.Next(1, 4); changes > 0; changes--)
        {
            int at = random.Next(mutated.Length + 1);
            switch (random.Next(3))
            {
                case 0 when at < mutated.Length:
                    mutated.Remove(at, random.Next(1, mutated.Length - at + 1));
                    break;
                case 1 when at < mutated.Length:
                    mutated[at] = (char)random.Next(1, random.Next(2) == 0 ? 0x80 : 0x10000);
                    break;
                default:
                    mutated.Insert(at, One(random, Bad));
                    break;
            }
        }

        return mutated.ToString();
    }

    public static T One<T>(Random random, IReadOnlyList<T> choices) => choices[random.Next(choices.Count)];
}
