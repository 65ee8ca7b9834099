using System.Collections.Frozen;
using System.Globalization;
using System.Text.Json;

namespace LocatorApi.Http;

/// <summary>
/// The texts of notices: the built-in ones, or those of a file of the operator's that can be changed while the API runs. A
/// kind that the file leaves out keeps its built-in text, so no file can take the crisis line away.
/// </summary>
internal sealed partial class NoticeBoard
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(2);

    private readonly string _path;
    private readonly TimeProvider _time;
    private readonly ILogger<NoticeBoard> _logger;
    private readonly FrozenDictionary<string, Notice[]> _builtIn = BuiltIn();
    private readonly Lock _lock = new();
    private FrozenDictionary<string, Notice[]> _current;
    private (DateTime Written, long Length)? _read;
    private long _lastLook;

    /// <param name="path">The operator's file; it need not exist.</param>
    /// <param name="time">Says when it is time to look at the file again.</param>
    /// <param name="logger">Hears of a file that cannot be used.</param>
    public NoticeBoard(string path, TimeProvider time, ILogger<NoticeBoard> logger)
    {
        (_path, _time, _logger, _current) = (path, time, logger, _builtIn);
        Look();
        _lastLook = time.GetTimestamp();
    }

    /// <summary>Changes whenever the texts may have changed: part of the entity tag of every answer that carries them.</summary>
    public string Stamp => Current() == _builtIn ? "" : string.Create(CultureInfo.InvariantCulture, $"{_read}");

    /// <summary>The notices of these kinds, in that order.</summary>
    public IReadOnlyList<Notice> Of(params IReadOnlyList<string> kinds)
    {
        FrozenDictionary<string, Notice[]> current = Current();
        return [.. kinds.SelectMany(kind => current[kind])];
    }

    private FrozenDictionary<string, Notice[]> Current()
    {
        // Looking at the file's date is more robust than watching it: watchers miss files that are mounted or replaced.
        if (_time.GetElapsedTime(Volatile.Read(ref _lastLook)) >= LookEvery && _lock.TryEnter())
        {
            try
            {
                Volatile.Write(ref _lastLook, _time.GetTimestamp());
                Look();
            }
            finally
            {
                _lock.Exit();
            }
        }

        return Volatile.Read(ref _current);
    }

    private void Look()
    {
        try
        {
            FileInfo file = new(_path);
            (DateTime, long)? now = file.Exists ? (file.LastWriteTimeUtc, file.Length) : null;
            if (now == _read)
            {
                return;
            }

            _read = now;
            Volatile.Write(ref _current, now is null ? _builtIn : Over(_builtIn, Read(File.ReadAllBytes(_path))));
        }
        catch (Exception exception) when (exception is JsonException or IOException or UnauthorizedAccessException)
        {
            LogUnusable(_path, exception.Message);
        }
    }

    private static FrozenDictionary<string, Notice[]> BuiltIn()
    {
        using Stream stream = typeof(NoticeBoard).Assembly.GetManifestResourceStream("LocatorApi.Http.notices.json")
            ?? throw new InvalidOperationException("The built-in notices are missing from the program.");
        using MemoryStream copy = new();
        stream.CopyTo(copy);
        return ByKind(Read(copy.ToArray()));
    }

    private static FrozenDictionary<string, Notice[]> Over(FrozenDictionary<string, Notice[]> builtIn, Notice[] own)
    {
        FrozenDictionary<string, Notice[]> byKind = ByKind(own);
        return builtIn.ToFrozenDictionary(pair => pair.Key, pair => byKind.GetValueOrDefault(pair.Key) ?? pair.Value);
    }

    private static FrozenDictionary<string, Notice[]> ByKind(Notice[] notices) =>
        notices.GroupBy(notice => notice.Kind).ToFrozenDictionary(group => group.Key, group => group.ToArray());

    private static Notice[] Read(byte[] json)
    {
        Notice[] notices = JsonSerializer.Deserialize<Notice[]>(json, JsonSerializerOptions.Web) ?? [];
        foreach (Notice notice in notices)
        {
            if (!NoticeKinds.All.Contains(notice.Kind) || string.IsNullOrWhiteSpace(notice.Text))
            {
                throw new JsonException($"a notice needs a text and one of the kinds {string.Join(", ", NoticeKinds.All)}");
            }
        }

        return notices;
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "The notices in {Path} cannot be used, the last good ones stay: {Problem}")]
    private partial void LogUnusable(string path, string problem);
}
