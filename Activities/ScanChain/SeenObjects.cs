using System.Text.Json;
using OpsFlow.Domain.Text;
using OpsFlow.Platform.Models;

namespace OpsFlow.Activities.ScanChain;

/// <summary>The things that a model's answer about a picture names.</summary>
/// <param name="Main">The one that is answered.</param>
/// <param name="Others">The names of the others, for the user: they are not dropped in silence.</param>
internal sealed record SeenObjects(JsonElement Main, IReadOnlyList<string> Others)
{
    private const string Category = "category";
    private const int MaxOthers = 5;
    private const int MaxName = 100;

    // What may stand between the elements of a list, or between the fences of one each.
    private static readonly HashSet<char> s_separators = [.. " \t\r\n,;`[]"];

    /// <summary>Finds them; null when there is none.</summary>
    public static SeenObjects? Find(string text)
    {
        var found = JsonAnswer.FindAll(text, Category);
        if (found.Count == 0)
        {
            return null;
        }

        // Side by side, the main thing is the first. With words between them a model thinks aloud: the last one counts,
        // and what it took back is not in the picture.
        var isList = found.Skip(1).All(f => IsSeparator(f.Before));
        var main = found[isList ? 0 : found.Count - 1].Element;
        var name = NameOf(main);
        return new(
            main,
            [
                .. found.Skip(isList ? 1 : found.Count).Select(f => f.Element).Concat(Within(main)).Select(NameOf)
                    .OfType<string>().Where(n => n != name).Distinct().Take(MaxOthers),
            ]);
    }

    private static bool IsSeparator(string text) =>
        text.Replace("json", "", StringComparison.OrdinalIgnoreCase).All(s_separators.Contains);

    // Some models put the rest into a list of the first.
    private static IEnumerable<JsonElement> Within(JsonElement main) => main.EnumerateObject()
        .Where(p => p.Value.ValueKind == JsonValueKind.Array).SelectMany(p => p.Value.EnumerateArray())
        .Where(e => e.ValueKind == JsonValueKind.Object && Text(e, Category) is not null);

    private static string? NameOf(JsonElement thing) => Text(thing, "item") ?? Text(thing, Category);

    private static string? Text(JsonElement of, string name) => of.EnumerateObject()
        .Where(p => p.Name.Equals(name, StringComparison.OrdinalIgnoreCase))
        .Select(p => JsonText.Of(p.Value)?.Trim()).FirstOrDefault(t => !string.IsNullOrEmpty(t))?.CutTo(MaxName);
}
