using Microsoft.Playwright;

namespace LocatorApi.BrowserTests.Browsing;

/// <summary>Who opens the pages, and with what.</summary>
public sealed record Visitor
{
    /// <summary>A desktop in English with a light theme.</summary>
    public static Visitor Desktop { get; } = new();

    /// <summary>The smallest phone that is still common: 360 × 740 CSS pixels, used with a finger.</summary>
    public static Visitor Phone { get; } = new() { Width = 360, Height = 740, HasTouch = true };

    /// <summary>A desktop of 1,280 × 1,024 pixels zoomed to 400 %, which leaves 320 × 256 CSS pixels (WCAG 2.2, 1.4.10).</summary>
    public static Visitor Zoomed { get; } = new() { Width = 320, Height = 256 };

    /// <summary>A desktop whose browser runs no scripts.</summary>
    public static Visitor WithoutScripts { get; } = new() { RunsScripts = false };

    /// <summary>In CSS pixels.</summary>
    public int Width { get; init; } = 1280;

    /// <summary>In CSS pixels.</summary>
    public int Height { get; init; } = 900;

    /// <summary>Whether a finger is the pointer.</summary>
    public bool HasTouch { get; init; }

    /// <summary>The browser's language.</summary>
    public string Locale { get; init; } = "en-US";

    /// <summary>Whether the dark theme is preferred.</summary>
    public bool PrefersDark { get; init; }

    /// <summary>Whether little motion is preferred.</summary>
    public bool PrefersLittleMotion { get; init; }

    /// <summary>Whether the browser runs scripts.</summary>
    public bool RunsScripts { get; init; } = true;

    /// <summary>Where "near me" is, once allowed; null: it is refused.</summary>
    public Geolocation? Place { get; init; }

    internal BrowserNewContextOptions Options(Uri site) => new()
    {
        BaseURL = site.ToString(),
        ViewportSize = new() { Width = Width, Height = Height },
        HasTouch = HasTouch,
        Locale = Locale,
        ColorScheme = PrefersDark ? ColorScheme.Dark : ColorScheme.Light,
        ReducedMotion = PrefersLittleMotion ? ReducedMotion.Reduce : ReducedMotion.NoPreference,
        JavaScriptEnabled = RunsScripts,
        Geolocation = Place,
        Permissions = Place is null ? [] : ["geolocation"],
    };
}
