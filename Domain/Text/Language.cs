using System.Globalization;

namespace OpsFlow.Domain.Text;

/// <summary>
/// The language in which words are read from the resource files: English, or another one that they are translated
/// into. It belongs to the flow of the call, as <see cref="CultureInfo.CurrentUICulture"/> does.
/// </summary>
public static class Language
{
    /// <summary>English.</summary>
    public const string English = "en";

    /// <summary>Korean.</summary>
    public const string Korean = "ko";

    /// <summary>All of them, English first.</summary>
    public static IReadOnlyList<string> All { get; } = [English, Korean];

    /// <summary>The one that words are in now.</summary>
    public static string Current =>
        CultureInfo.CurrentUICulture.TwoLetterISOLanguageName == Korean ? Korean : English;

    /// <summary>The language's name in English, as a model understands it.</summary>
    public static string CurrentName => Current == Korean ? "Korean" : "English";

    /// <summary>
    /// Makes the program the same on every machine: English words unless others are asked for, and numbers and dates
    /// never in the machine's own form. Call it first.
    /// </summary>
    public static void SetDefaults()
    {
        CultureInfo.DefaultThreadCurrentCulture = CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
        CultureInfo.DefaultThreadCurrentUICulture = CultureInfo.CurrentUICulture = CultureInfo.GetCultureInfo(English);
    }

    /// <summary>Words are in this language until the returned object is disposed.</summary>
    /// <param name="name">One of <see cref="All"/>; anything else is English.</param>
    public static IDisposable Use(string? name)
    {
        var before = CultureInfo.CurrentUICulture;
        CultureInfo.CurrentUICulture = CultureInfo.GetCultureInfo(name == Korean ? Korean : English);
        return new Restored(before);
    }

    private sealed class Restored(CultureInfo before) : IDisposable
    {
        public void Dispose() => CultureInfo.CurrentUICulture = before;
    }
}
