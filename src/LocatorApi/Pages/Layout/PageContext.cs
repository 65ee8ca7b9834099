using Locator.Facilities;
using Locator.Text;
using LocatorApi.Languages;
using LocatorApi.Notices;

namespace LocatorApi.Pages.Layout;

/// <summary>What every page knows: the language that it speaks, the addresses of its neighbors, what must stand on all of them.</summary>
internal sealed class PageContext(Assets assets, Labels labels, StandingNotices notices)
{
    private string _prefix = "";

    public PageTexts T { get; private set; } = PageTexts.In(Language.English);

    public Language Language => T.Language;

    /// <summary>The path of this page without its language.</summary>
    public string Path { get; private set; } = "/";

    public string? Query { get; private set; }

    /// <summary>Where the form <c>again</c> is posted to see this page in another language; null on pages that an address names.</summary>
    public string? Again { get; set; }

    /// <summary>The address of this page in full, for what is handed on.</summary>
    public Uri Origin { get; private set; } = new("http://localhost");

    public Labels Labels => labels;

    /// <summary>Whether the page answers a form.</summary>
    public bool IsPost { get; private set; }

    /// <summary>What stands with every answer: the crisis line first.</summary>
    public IReadOnlyList<Notice> Notices => notices.Current;

    /// <summary>The address of a page in the language that this one was asked for in.</summary>
    public string Link(string path) => path == "/" && _prefix.Length > 0 ? _prefix : _prefix + path;

    /// <summary>The address of a page in a language of its own.</summary>
    public static string Link(string path, Language language) => path == "/" ? $"/{language.Tag}" : $"/{language.Tag}{path}";

    /// <summary>The address of a file of the pages; it changes with its content.</summary>
    public string Asset(string name) => assets.AddressOf(name);

    public bool HasAsset(string name) => assets.Has(name);

    /// <summary>The labels of several values of a group, in one line.</summary>
    public string LabelsOf(string group, IReadOnlyList<string> values) =>
        values.Count == 1 ? LabelOf(group, values[0]) : string.Join("; ", values.Select(value => LabelOf(group, value)));

    public string LabelOf(string group, string value) => labels.Of(Language, group, value).Label;

    /// <summary>A page of no request, for what is written for many.</summary>
    internal static PageContext In(Language language, Assets assets, Labels labels, StandingNotices notices) =>
        new(assets, labels, notices) { T = PageTexts.In(language) };

    /// <summary>Takes what the request says.</summary>
    internal void Begin(HttpContext context)
    {
        T = PageTexts.In(AnswerLanguage.Current);
        PathString path = context.Request.Path;
        if (AnswerLanguage.Named(path, out PathString rest) is { } named)
        {
            _prefix = "/" + named.Tag;
            path = rest;
        }

        IsPost = HttpMethods.IsPost(context.Request.Method);
        Path = path.HasValue ? path.Value : "/";
        Query = HttpMethods.IsGet(context.Request.Method) ? context.Request.QueryString.Value : null;
        Origin = new Uri($"{context.Request.Scheme}://{context.Request.Host}");
    }
}
