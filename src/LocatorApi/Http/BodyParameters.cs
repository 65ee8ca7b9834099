using System.Buffers;
using System.Globalization;
using System.IO.Pipelines;
using System.Net.Http.Headers;
using System.Text;
using System.Text.Json;
using Microsoft.AspNetCore.Http.HttpResults;

namespace LocatorApi.Http;

/// <summary>What the body of a request holds.</summary>
/// <param name="Parameters">Its parameters; null with a problem.</param>
/// <param name="Problem">Why it cannot be read at all; null where it can.</param>
internal readonly record struct BodyReading(RawParameters? Parameters, ProblemHttpResult? Problem);

/// <summary>
/// Reads a JSON object as parameters, for endpoints that take in a body what their twins take in the address. A value is a
/// string, a number, true or false, or a list of these. It is as strict as a query string: a name that is given twice, null,
/// and objects or lists within a value are errors, because whoever sends them believes that they mean something.
/// </summary>
internal static class BodyParameters
{
    /// <summary>Bytes of a body; several times what any search of words and filters needs.</summary>
    public const int MostBytes = 16 * 1024;

    private const string MediaType = "application/json";

    private static ReadOnlySpan<byte> ByteOrderMark => [0xEF, 0xBB, 0xBF];

    /// <summary>Reads the body.</summary>
    /// <param name="context">The request.</param>
    /// <param name="errors">Takes what is wrong with single members; the others are read all the same.</param>
    /// <param name="mostBytes">The most bytes that the body may have.</param>
    /// <param name="nested">Names whose value is an object; it is given as its JSON text.</param>
    public static async Task<BodyReading> ReadAsync(
        HttpContext context, ParameterErrors errors, int mostBytes = MostBytes, IReadOnlyCollection<string>? nested = null)
    {
        if (!IsJson(context.Request))
        {
            return Refused(ProblemType.UnsupportedMediaType, "The body must be JSON in UTF-8, sent with Content-Type: application/json.");
        }

        if (context.Request.Headers.ContentEncoding.Count > 0)
        {
            return Refused(ProblemType.UnsupportedMediaType, "The body is taken as it is, without the header Content-Encoding.");
        }

        string tooLarge = string.Create(CultureInfo.InvariantCulture, $"The body has more than {mostBytes} bytes.");
        if (context.Request.ContentLength > mostBytes)
        {
            return Refused(ProblemType.BodyTooLarge, tooLarge);
        }

        PipeReader body = context.Request.BodyReader;
        while (true)
        {
            ReadResult read = await body.ReadAsync(context.RequestAborted);
            if (read.Buffer.Length > mostBytes)
            {
                // What is left is not read: the server closes the connection.
                body.AdvanceTo(read.Buffer.End);
                return Refused(ProblemType.BodyTooLarge, tooLarge);
            }

            if (read.IsCompleted)
            {
                BodyReading reading = Read(read.Buffer.ToArray(), errors, nested ?? []);
                body.AdvanceTo(read.Buffer.End);
                return reading;
            }

            body.AdvanceTo(read.Buffer.Start, read.Buffer.End);
        }
    }

    private static BodyReading Refused(ProblemType type, string detail) => new(null, TypedResults.Problem(type.With(detail)));

    /// <summary>Whether the body is said to be JSON in UTF-8.</summary>
    public static bool IsJson(HttpRequest request) =>
        MediaTypeHeaderValue.TryParse(request.ContentType, out MediaTypeHeaderValue? type)
        && string.Equals(type.MediaType, MediaType, StringComparison.OrdinalIgnoreCase)
        && (type.CharSet is null || string.Equals(type.CharSet.Trim('"'), Encoding.UTF8.WebName, StringComparison.OrdinalIgnoreCase));

    private static BodyReading Read(ReadOnlySpan<byte> json, ParameterErrors errors, IReadOnlyCollection<string> nested)
    {
        json = json.StartsWith(ByteOrderMark) ? json[ByteOrderMark.Length..] : json;
        Utf8JsonReader reader = new(json);
        List<(string, string)> parameters = [];
        try
        {
            if (!reader.Read() || reader.TokenType != JsonTokenType.StartObject)
            {
                return Refused(ProblemType.BadRequest, "The body must be one JSON object: names of parameters with their values.");
            }

            HashSet<string> names = new(StringComparer.Ordinal);
            while (reader.Read() && reader.TokenType == JsonTokenType.PropertyName)
            {
                if (TextOf(ref reader) is not { } name)
                {
                    return Refused(ProblemType.BadRequest, "The name of a member of the body is not well-formed text.");
                }

                bool isRepeated = !names.Add(name);
                reader.Read();
                ParameterError? error = ReadValue(ref reader, json, name, nested.Contains(name), isRepeated ? [] : parameters);
                if (isRepeated)
                {
                    errors.Add(name, "It stands twice in the body; give several values as a list.");
                }
                else if (error is not null)
                {
                    errors.Add(name, error.Message);
                }
            }

            // What stands behind the object is an error of the reader.
            reader.Read();
        }
        catch (JsonException wrong)
        {
            // Where, but not what: its own message quotes the body.
            return Refused(ProblemType.BadRequest, string.Create(
                CultureInfo.InvariantCulture, $"The body is not valid JSON, in line {wrong.LineNumber + 1} at byte {wrong.BytePositionInLine + 1}."));
        }

        return new BodyReading(new RawParameters(parameters), null);
    }

    /// <summary>Reads the value that the reader stands on to its end, into the parameters; returns what is wrong with it.</summary>
    private static ParameterError? ReadValue(
        ref Utf8JsonReader reader, ReadOnlySpan<byte> json, string name, bool isNested, List<(string, string)> parameters)
    {
        if (isNested)
        {
            if (reader.TokenType != JsonTokenType.StartObject)
            {
                reader.Skip();
                return new ParameterError("It must be an object.");
            }

            int start = (int)reader.TokenStartIndex;
            reader.Skip();
            parameters.Add((name, Encoding.UTF8.GetString(json[start..(int)reader.BytesConsumed])));
            return null;
        }

        if (reader.TokenType != JsonTokenType.StartArray)
        {
            return ReadOne(ref reader, name, parameters);
        }

        ParameterError? error = null;
        int before = parameters.Count;
        while (reader.Read() && reader.TokenType != JsonTokenType.EndArray)
        {
            error ??= ReadOne(ref reader, name, parameters);
            if (reader.TokenType is JsonTokenType.StartObject or JsonTokenType.StartArray)
            {
                reader.Skip();
            }
        }

        return error ?? (parameters.Count == before ? new ParameterError("It is an empty list; leave it out, or give a value.") : null);
    }

    private static ParameterError? ReadOne(ref Utf8JsonReader reader, string name, List<(string, string)> parameters)
    {
        switch (reader.TokenType)
        {
            case JsonTokenType.Null:
                return new ParameterError("It is null; leave it out, or give a value.");
            case JsonTokenType.StartObject or JsonTokenType.StartArray:
                reader.Skip();
                return new ParameterError("It must be a string, a number, true or false, or a list of these.");
            case JsonTokenType.String:
                if (TextOf(ref reader) is not { } text)
                {
                    return new ParameterError(ReadableText.Complaint);
                }

                parameters.Add((name, text));
                return null;
            default:
                // A number, true or false, as it is written.
                parameters.Add((name, Encoding.UTF8.GetString(reader.ValueSpan)));
                return null;
        }
    }

    /// <summary>The text that the reader stands on; null where it is no UTF-8, or holds half a surrogate pair.</summary>
    private static string? TextOf(ref Utf8JsonReader reader)
    {
        try
        {
            return reader.GetString();
        }
        catch (InvalidOperationException)
        {
            return null;
        }
    }
}
