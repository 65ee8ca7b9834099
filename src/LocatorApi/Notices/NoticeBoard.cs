using System.Collections.Concurrent;
using System.Collections.Frozen;
using System.Globalization;
using System.Text.Json;
using Locator.Text;
using Locator.Versions;
using LocatorApi.Languages;

namespace LocatorApi.Notices;

/// <summary>
/// The texts of notices: the built-in ones, or those of a file of the operator's that can be changed while the API runs. A
/// kind that the file leaves out keeps its built-in text, so no file can take the crisis line away. A text that the file has in
/// English only is shown as it is to everybody: the built-in Spanish could name another number than the operator's.
/// </summary>
internal sealed partial class NoticeBoard
{
    private static readonly TimeSpan LookEvery = TimeSpan.FromSeconds(2);

    private readonly string _path;
    private readonly TimeProvider _time;
    private readonly ILogger<NoticeBoard> _logger;
    private readonly Texts _builtIn = Texts.BuiltIn();
    private readonly Lock _lock = new();
    private Texts _current;
    private string? _problem;
    private long _lastLook;

    /// <summary>The notices about old entries that were said last, by language.</summary>
    private readonly ConcurrentDictionary<Language, Figured> _figured = new();

    /// <param name="path">The operator's file; it need not exist.</param>
    /// <param name="time">Says when it is time to look at the file again.</param>
    /// <param name="logger">Hears of a file that cannot be used.</param>
    public NoticeBoard(string path, TimeProvider time, ILogger<NoticeBoard> logger)
    {
        (_path, _time, _logger, _current) = (path, time, logger, _builtIn);
        Look();
        _lastLook = time.GetTimestamp();
    }

    /// <summary>
    /// Changes whenever what stands with every answer from a directory may have changed: part of the entity tag of every answer
    /// that carries it.
    /// </summary>
    public string StampOf(DirectoryManifest? manifest)
    {
        (DateTime Written, long Length)? file = Current().Of;
        return string.Create(
            CultureInfo.InvariantCulture, $"{file?.Written.Ticks}-{file?.Length}-{(manifest is null ? null : OldEntries.Of(manifest, Today))?.Programs}");
    }

    /// <summary>What stands with every answer from a directory, errors included, then the notices of these kinds, in the language of the answer.</summary>
    /// <param name="manifest">The directory; null while none is served.</param>
    /// <param name="kinds">Further kinds, in their order.</param>
    public IReadOnlyList<Notice> Of(DirectoryManifest? manifest, params IReadOnlyList<string> kinds)
    {
        Texts texts = Current();
        Language language = AnswerLanguage.Current;
        FrozenDictionary<string, Notice[]> current = texts.ByKind[language];
        List<Notice> notices = [.. current[NoticeKinds.Crisis]];
        if (manifest?.Kind == DirectoryKind.Sample)
        {
            notices.AddRange(current[NoticeKinds.SampleData]);
        }

        foreach (string kind in kinds)
        {
            notices.AddRange(current[kind]);
        }

        if (manifest is not null)
        {
            notices.AddRange(OldDirectory(manifest, texts, language));
        }

        return notices;
    }

    /// <summary>What to say of entries that are old today. Its figures are put together once a day, not for each of a thousand answers a second.</summary>
    private Notice[] OldDirectory(DirectoryManifest manifest, Texts texts, Language language)
    {
        DateOnly today = Today;
        Figured? known = _figured.GetValueOrDefault(language);
        if (known is null || !ReferenceEquals(known.Manifest, manifest) || !ReferenceEquals(known.Texts, texts) || known.Day != today)
        {
            Notice[] notices = OldEntries.Of(manifest, today) is { } old
                ? [.. texts.ByKind[language][NoticeKinds.OldDirectory].Select(notice => notice with { Text = old.In(notice.Text, language) })]
                : [];
            _figured[language] = known = new Figured(manifest, texts, today, notices);
        }

        return known.Notices;
    }

    private DateOnly Today => DateOnly.FromDateTime(_time.GetUtcNow().UtcDateTime);

    private Texts Current()
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

    /// <summary>
    /// Takes the file's texts where it is another one than was read. One that cannot be read, or is half written, is read
    /// again at the next look; its problem is logged once.
    /// </summary>
    private void Look()
    {
        try
        {
            FileInfo file = new(_path);
            (DateTime, long)? now = file.Exists ? (file.LastWriteTimeUtc, file.Length) : null;
            if (now != _current.Of)
            {
                Volatile.Write(ref _current, now is null ? _builtIn : _builtIn.Under(NoticeFile.Read(File.ReadAllBytes(_path)), now));
            }

            _problem = null;
        }
        catch (Exception exception) when (exception is JsonException or IOException or UnauthorizedAccessException)
        {
            if (_problem != exception.Message)
            {
                LogUnusable(_path, exception.Message);
            }

            _problem = exception.Message;
        }
    }

    /// <summary>The notices about old entries of a directory on a day.</summary>
    private sealed record Figured(DirectoryManifest Manifest, Texts Texts, DateOnly Day, Notice[] Notices);

    /// <summary>Texts by language and kind, and the state of the file that they were read from; null where none was.</summary>
    private sealed record Texts(FrozenDictionary<Language, FrozenDictionary<string, Notice[]>> ByKind, (DateTime Written, long Length)? Of)
    {
        public static Texts BuiltIn()
        {
            using Stream stream = typeof(NoticeBoard).Assembly.GetManifestResourceStream("LocatorApi.Notices.notices.json")
                ?? throw new InvalidOperationException("The built-in notices are missing from the program.");
            using MemoryStream copy = new();
            stream.CopyTo(copy);
            NoticeFile builtIn = NoticeFile.Read(copy.ToArray());
            return new Texts(Language.All.ToFrozenDictionary(language => language, language => KindsOf(builtIn.In(language))), Of: null);
        }

        /// <summary>The texts of a file over these: a kind that it has stands in every language as the file has it.</summary>
        public Texts Under(NoticeFile file, (DateTime, long)? of) => new(
            ByKind.ToFrozenDictionary(builtIn => builtIn.Key, builtIn =>
            {
                FrozenDictionary<string, Notice[]> own = KindsOf(file.In(builtIn.Key));
                return builtIn.Value.ToFrozenDictionary(kind => kind.Key, kind => own.GetValueOrDefault(kind.Key) ?? kind.Value);
            }),
            of);

        private static FrozenDictionary<string, Notice[]> KindsOf(IEnumerable<Notice> notices) =>
            notices.GroupBy(notice => notice.Kind).ToFrozenDictionary(group => group.Key, group => group.ToArray());
    }

    [LoggerMessage(Level = LogLevel.Error, Message = "The notices in {Path} cannot be used, the last good ones stay: {Problem}")]
    private partial void LogUnusable(string path, string problem);
}
