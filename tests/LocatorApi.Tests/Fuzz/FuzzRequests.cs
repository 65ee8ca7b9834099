using System.Globalization;
using System.Text;
using System.Text.Json;
using LocatorApi.Http.Limits;
using static LocatorApi.Tests.Fuzz.HostileText;

namespace LocatorApi.Tests.Fuzz;

/// <summary>Draws requests: those that the API describes with values that fit or do not, and those that no client sends.</summary>
/// <param name="operations">What the API takes.</param>
/// <param name="random">Decides everything: the same seed, the same requests.</param>
public sealed class FuzzRequests(IReadOnlyList<DescribedOperation> operations, Random random)
{
    private static readonly string[] OddMethods = ["GET", "HEAD", "OPTIONS", "POST", "PUT", "DELETE", "PATCH", "TRACE", "PROPFIND", "get", "QUERY", "G\u00C4T"];

    private static readonly string[] OddPaths =
    [
        "/", "//", "/v1", "/v1/", "/v1//search", "/V1/SEARCH", "/v1/search/", "/v1/./search", "/v1/%2e%2e/search", "/v1/search;a=b", "/swagger/../appsettings.json", "/appsettings.json", "/swagger",
        "/swagger/index.html", "/swagger/index.js", "/openapi/v1.json", "/openapi/v2.json", "/.git/config", "/problems/", "/healthz", "/docs/api.md", "/docs/..%2fappsettings.json", "/mcp", "*", "http://evil.example/v1/filters",
    ];

    private static readonly string[] OddHeaders =
    [
        "Accept: text/csv", "Accept: application/geo+json", "Accept: */*;q=0", "Accept: \u00FF", "Accept: application/json;q=abc", "Accept-Language: es", "Accept-Language: *,,;q=2,xx-yy-zz",
        "Accept-Language: " + "aa,", "Accept-Encoding: br", "Accept-Encoding: gzip;q=0,identity;q=0", "If-None-Match: *", "If-None-Match: W/\"", "If-None-Match: \"a\",\"b\"", "If-Modified-Since: yesterday",
        "Range: bytes=0-1", "Range: bytes=9-1,5-2,a-b", "Cookie: a=b; c", "Origin: null", "Origin: https://example.org", "Access-Control-Request-Method: POST", "Content-Type: multipart/form-data",
        "X-Forwarded-For: 1.2.3.4, evil", "X-Forwarded-Host: evil.example", "X-HTTP-Method-Override: DELETE", "Forwarded: for=\"_x\"", "traceparent: 00-zz-zz-00", "traceparent: 00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01",
        "Upgrade: websocket", "Connection: upgrade", "Transfer-Encoding: identity", "Mcp-Session-Id: x", "Expect: 200-ok", "Authorization: Basic \u00FF", "X: " + "\t ",
    ];

    private static readonly string[] BodyTypes =
        ["application/json", "application/json; charset=utf-8", "application/json; charset=utf-16", "text/plain", "application/x-www-form-urlencoded", "multipart/form-data; boundary=a", "application/json;;", "\u00FF", ""];

    /// <summary>The more an operation takes, the more often it is asked.</summary>
    private readonly DescribedOperation[] _operations =
        [.. operations.SelectMany(operation => Enumerable.Repeat(operation, 1 + ((operation.Parameters.Count + operation.Body.Count) / 5)))];

    private readonly List<string> _cursors = ["AAAA"];

    /// <summary>Keeps a cursor of an answer, to ask with it or with what is nearly it.</summary>
    public void Learn(string cursor)
    {
        if (_cursors.Count < 20)
        {
            _cursors.Add(cursor);
        }
        else
        {
            _cursors[random.Next(_cursors.Count)] = cursor;
        }
    }

    /// <summary>The next request.</summary>
    public FuzzRequest Next()
    {
        DescribedOperation operation = One(random, _operations);
        bool hasBody = operation.Method != "GET" || random.Next(40) == 0;
        string method = random.Next(15) == 0 ? One(random, OddMethods) : operation.Method;
        string path = random.Next(15) == 0 ? One(random, OddPaths) : PathOf(operation);
        StringBuilder head = new($"{method} {path}{QueryOf(operation)} HTTP/1.1\r\nHost: localhost\r\nConnection: close\r\n");
        for (int odd = random.Next(8) == 0 ? random.Next(1, 4) : 0; odd > 0; odd--)
        {
            head.Append(One(random, OddHeaders)).Append("\r\n");
        }

        byte[] body = hasBody ? BodyOf(operation) : [];
        if (hasBody)
        {
            head.Append("Content-Type: ").Append(random.Next(10) == 0 ? One(random, BodyTypes) : BodyTypes[0]).Append("\r\nContent-Length: ")
                .Append(body.Length.ToString(CultureInfo.InvariantCulture)).Append("\r\n");
            if (operation.Path == DescribedOperation.Assistants.Path)
            {
                head.Append("Accept: application/json, text/event-stream\r\n");
            }
        }

        byte[] request = [.. Encoding.Latin1.GetBytes(head.Append("\r\n").ToString()), .. body];

        // Of a body above the server's limit the rest is not read: the answer may be lost when the server hangs up.
        return random.Next(6) == 0 ? new FuzzRequest(Broken(request), IsHttp: false) : new FuzzRequest(request, IsHttp: body.Length < ServerLimits.Body);
    }

    private string PathOf(DescribedOperation operation) => string.Join('/', operation.Path.Split('/').Select(part =>
        operation.Parameters.FirstOrDefault(parameter => parameter.IsInPath && part == $"{{{parameter.Name}}}") is { } parameter
            ? Encoded(ValueOf(parameter), isPath: true)
            : part));

    private string QueryOf(DescribedOperation operation)
    {
        DescribedParameter[] known = [.. operation.Parameters.Where(parameter => !parameter.IsInPath)];
        int count = known.Length == 0 ? random.Next(8) == 0 ? 1 : 0 : random.Next(8) == 0 ? random.Next(60) : random.Next(6);
        return count == 0 ? "" : "?" + string.Join(random.Next(30) == 0 ? "&&" : "&", Enumerable.Range(0, count).Select(i =>
        {
            // Most searches have an origin, or nothing is searched.
            DescribedParameter parameter = known.Length == 0 || random.Next(25) == 0 ? new DescribedParameter(Any(random), false, [])
                : i == 0 && random.Next(2) == 0 ? known[0]
                : One(random, known);
            return random.Next(60) == 0 ? Encoded(parameter.Name, isPath: false) : $"{Encoded(parameter.Name, isPath: false)}={Encoded(ValueOf(parameter), isPath: false)}";
        }));
    }

    private string ValueOf(DescribedParameter parameter) => parameter.Name == "cursor" && random.Next(2) == 0
        ? random.Next(2) == 0 ? One(random, _cursors) : Mutated(random, One(random, _cursors))
        : random.Next(10) switch
        {
            < 6 => Fitting(random, parameter),
            < 8 => Mutated(random, Fitting(random, parameter)),
            _ => Any(random),
        };

    /// <summary>As it goes into an address: nearly always as it should.</summary>
    private string Encoded(string text, bool isPath)
    {
        StringBuilder encoded = new();
        foreach (byte one in Encoding.UTF8.GetBytes(text))
        {
            bool isPlain = char.IsAsciiLetterOrDigit((char)one) || one is (byte)'-' or (byte)'.' or (byte)',' or (byte)'_';
            encoded.Append(isPlain ? (char)one : one == 0 && isPath ? "%01" : $"%{one:X2}");
        }

        return random.Next(25) switch
        {
            0 => encoded.Append(One(random, ["%ff", "%c0%80", "%ed%a0%80", "%zz", "%", "%f", "%u0041", "%25", "%252e", "%f4%90%80%80"])).ToString(),
            1 => Uri.EscapeDataString(encoded.ToString()),
            _ => encoded.ToString(),
        };
    }

    private byte[] BodyOf(DescribedOperation operation)
    {
        DescribedParameter[] known = [.. operation.Body, .. operation.Parameters.Where(parameter => !parameter.IsInPath)];
        StringBuilder json = new("{");
        for (int members = random.Next(30) == 0 ? random.Next(500) : random.Next(7), i = 0; i < members; i++)
        {
            DescribedParameter parameter = known.Length == 0 || random.Next(15) == 0 ? new DescribedParameter(Any(random), false, []) : One(random, known);
            json.Append(i == 0 ? "" : ",").Append(JsonSerializer.Serialize(parameter.Name)).Append(':').Append(JsonOf(parameter, 0));
        }

        string text = json.Append('}').ToString();
        if (operation.Path == DescribedOperation.Assistants.Path && random.Next(4) > 0)
        {
            // As the Model Context Protocol calls a tool.
            string method = random.Next(8) == 0 ? One(random, ["tools/list", "initialize", "ping", "resources/list", Any(random)]) : "tools/call";
            string tool = random.Next(8) == 0 ? Any(random) : One(random, ["search_programs", "get_facility", "resolve_place", "list_filters"]);
            text = $$$"""{"jsonrpc":"2.0","id":{{{random.Next(3)}}},"method":{{{JsonSerializer.Serialize(method)}}},"params":{"name":{{{JsonSerializer.Serialize(tool)}}},"arguments":{{{text}}}}}""";
        }

        return random.Next(20) switch
        {
            0 => Encoding.UTF8.GetBytes(Mutated(random, text)),
            1 => Encoding.Unicode.GetBytes(text),
            2 => [.. Encoding.UTF8.Preamble, .. Encoding.UTF8.GetBytes(text)],
            3 => Encoding.UTF8.GetBytes(string.Concat(Enumerable.Repeat(One(random, ["[", "{\"a\":", "[[{\"a\":["]), random.Next(1, 5_000)))),
            4 => Encoding.UTF8.GetBytes(text + new string(' ', random.Next(100_000))),
            5 => [.. Enumerable.Range(0, random.Next(2_000)).Select(_ => (byte)random.Next(256))],
            _ => Encoding.UTF8.GetBytes(text),
        };
    }

    private string JsonOf(DescribedParameter parameter, int depth) => random.Next(depth > 3 ? 6 : 14) switch
    {
        0 => One(random, ["null", "true", "false", "{}", "[]", "-0", "1e999", "1E-5", "123456789012345678901234567890", "\"\\ud800\"", "\"\\u0000\"", "\"\\uFFFE\""]),
        1 or 2 => random.Next(-200, 600).ToString(CultureInfo.InvariantCulture) + One(random, ["", ".5", "e2", ".000001"]),
        < 9 => JsonSerializer.Serialize(ValueOf(parameter)),
        9 or 10 => $"[{string.Join(',', Enumerable.Range(0, random.Next(random.Next(20) == 0 ? 400 : 5)).Select(_ => JsonOf(parameter, depth + 1)))}]",
        11 => $"{{{JsonSerializer.Serialize(Any(random))}:{JsonOf(parameter, depth + 1)}}}",
        _ => PolygonOf(),
    };

    /// <summary>Rings that may be open, crossed, far too long or not on this planet.</summary>
    private string PolygonOf()
    {
        int corners = random.Next(10) == 0 ? random.Next(1_500) : random.Next(2, 12);
        string[] ring = [.. Enumerable.Range(0, corners).Select(_ => string.Create(CultureInfo.InvariantCulture, $"[{(random.NextDouble() * 4) - 86:F4},{(random.NextDouble() * 4) + 32:F4}]"))];
        string closed = string.Join(',', random.Next(6) == 0 ? ring : [.. ring, ring.FirstOrDefault("[0,0]")]);
        return random.Next(5) == 0
            ? $$"""{"type":"MultiPolygon","coordinates":[[[{{closed}}]],[[{{closed}}]]]}"""
            : $$"""{"type":"{{One(random, ["Polygon", "Polygon", "Polygon", "Polygon", "Point", "polygon", "", "\\ud800"])}}","coordinates":[[{{closed}}]]}""";
    }

    /// <summary>What no client sends: bytes changed, left out or put in, cut off, headers that contradict each other.</summary>
    private byte[] Broken(byte[] request)
    {
        List<byte> bytes = [.. request];
        switch (random.Next(7))
        {
            case 0:
                return [.. request.Take(random.Next(request.Length))];
            case 1:
                return [.. Encoding.Latin1.GetBytes(Encoding.Latin1.GetString(request).Replace("\r\n", "\n", StringComparison.Ordinal))];
            case 2:
                return [.. Encoding.Latin1.GetBytes(Encoding.Latin1.GetString(request).Replace("Connection: close", One(random,
                    ["Transfer-Encoding: chunked", "Content-Length: 5\r\nTransfer-Encoding: chunked", "Content-Length: -1", "Content-Length: 99999999999999999999", "Content-Length: 5\r\nContent-Length: 6",
                        "Host: other", " folded: yes", "No colon", ": no name", "Expect: 100-continue", "X: " + new string('a', 20_000), "Connection: close, \u0001"]), StringComparison.Ordinal))];
            case 3:
                return [.. Encoding.Latin1.GetBytes(Encoding.Latin1.GetString(request).Replace("HTTP/1.1", One(random, ["HTTP/1.0", "HTTP/2.0", "HTTP/0.9", "HTTP/1.1 ", "http/1.1", "", "HTTP/99999"]), StringComparison.Ordinal))];
            default:
                for (int changes = random.Next(1, 8); changes > 0; changes--)
                {
                    int at = random.Next(bytes.Count);
                    bytes[at] = (byte)random.Next(256);
                    bytes.InsertRange(at, Enumerable.Range(0, random.Next(3)).Select(_ => (byte)random.Next(256)));
                }

                return [.. bytes];
        }
    }
}
