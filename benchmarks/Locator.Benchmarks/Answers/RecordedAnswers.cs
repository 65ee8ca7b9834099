using System.Globalization;
using System.Text.Json;
using Locator.Testing;

namespace Locator.Benchmarks.Answers;

/// <summary>Records what the API answers, and compares a record with what it answers now.</summary>
internal static class RecordedAnswers
{
    private const int Count = 1000;

    /// <summary>
    /// <c>record FILE</c> writes one answer a line; <c>compare FILE</c> asks the same again and says what differs. Both ask this
    /// build, with the directory file of the benchmarks, or the API at <c>--url ADDRESS</c>.
    /// </summary>
    /// <returns>0; 1 where an answer differs; 2 where the command line is wrong or nothing could be compared.</returns>
    public static async Task<int> RunAsync(IReadOnlyList<string> arguments)
    {
        Uri? address = null;
        if (arguments.Count is not (2 or 4) || arguments[0] is not ("record" or "compare")
            || (arguments.Count == 4 && !(arguments[2] == "--url" && Uri.TryCreate(arguments[3], UriKind.Absolute, out address))))
        {
            await Console.Error.WriteLineAsync("usage: scripts/bench.sh [FILE] answers record|compare ANSWERS.ndjson [--url http://ADDRESS]");
            return 2;
        }

        string file = arguments[1];
        if (arguments[0] == "compare" && !File.Exists(file))
        {
            await Console.Error.WriteLineAsync($"There is no file {file}: record it first.");
            return 2;
        }

        try
        {
            await using ImportedApi? own = address is null ? await ImportedApi.StartAsync() : null;
            using ApiClient api = new(address ?? own!.Address);
            return arguments[0] == "record" ? await RecordAsync(api, file) : await CompareAsync(api, file);
        }
        catch (Exception failure) when (failure is InvalidOperationException or HttpRequestException or JsonException or IOException)
        {
            // Never the code of a difference.
            await Console.Error.WriteLineAsync(failure.Message);
            return 2;
        }
    }

    private static async Task<int> RecordAsync(ApiClient api, string file)
    {
        RequestPlan plan = RequestPlan.Read();
        List<ApiAnswer> answers = [];
        foreach (PlannedRequest planned in plan.Requests().Concat(plan.RandomSearches()))
        {
            ApiAnswer? answer = await api.AskAsync(planned.Method, planned.Path)
                ?? throw new InvalidOperationException($"{planned.Path} follows an answer without a cursor.");
            for (int page = 0; answer is not null && answers.Count < Count; page++)
            {
                answers.Add(answer);
                answer = page < planned.FurtherPages ? await api.AskAsync("GET", $"/v1/search?cursor={ApiAnswer.NextPage}") : null;
            }

            if (answers.Count == Count)
            {
                break;
            }
        }

        await File.WriteAllLinesAsync(file, answers.Select(answer => answer.ToLine()));
        string statuses = string.Join(", ", answers.CountBy(answer => answer.Status).OrderBy(status => status.Key)
            .Select(status => string.Create(CultureInfo.InvariantCulture, $"{status.Value} × {status.Key}")));
        Console.WriteLine($"{answers.Count} answers recorded in {file}: {statuses}.");
        return 0;
    }

    private static async Task<int> CompareAsync(ApiClient api, string file)
    {
        ComparisonReport report = new();
        await foreach (string line in File.ReadLinesAsync(file))
        {
            ApiAnswer recorded = ApiAnswer.OfLine(line);
            ApiAnswer? now = await api.AskAsync(recorded.Method, recorded.Path);
            report.Add(recorded, now is null
                ? [new AnswerDifference("no further page", recorded.Path, "the answer before has no cursor")]
                : AnswerComparison.Between(recorded, now));
        }

        if (report.Compared == 0)
        {
            throw new InvalidOperationException($"{file} holds no answers.");
        }

        report.Write(Console.Out);
        return report.Differing == 0 ? 0 : 1;
    }
}
