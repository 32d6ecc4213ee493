using System.Text.Json;
using Microsoft.Extensions.AI;
using OpsFlow.Domain.Text;
using OpsFlow.Domain.Waste.Matching;
using OpsFlow.Platform.Models;
using OpsFlow.Records.ScanChain;
using OpsFlow.Records.Waste;

namespace OpsFlow.Activities.ScanChain;

/// <summary>
/// Writes the answer. The rules decide class, points and what may be said; a model only words it, and what it words
/// without a rule is left out. Without a model the rules' own words are the answer.
/// </summary>
public sealed class AnswerWriter(ModelClients clients, ModelRegistry registry, WasteLibrary library)
{
    private const int MaxText = 500;

    /// <summary>Writes it.</summary>
    /// <param name="match">The rule; null when none is known.</param>
    /// <exception cref="ModelException">The model cannot be asked.</exception>
    public async Task<ScanAnswer> WriteAsync(
        ScanRecord scan, SeenPicture seen, RuleMatch? match, CancellationToken cancellationToken)
    {
        using var words = Language.Use(scan.Language);
        var also = ScanNotice.Of(seen.Others, null);
        if (match is null)
        {
            return new(
                seen.Seen.Class, null, seen.Seen.Item, false, false, [], 0, ScanWords.NoRule, Notice: also);
        }

        var composed = Compose(scan, match) with { Notice = also };
        if (registry.ForStage(ScanModels.Answer, scan.Model) is not { } entry)
        {
            return composed;
        }

        var client = clients.Of(ScanModels.Answer, entry);
        var response = await client.AskForJsonAsync(
            [
                new(ChatRole.System, ScanPrompts.Answer(scan.Language)),
                new(ChatRole.User, ScanPrompts.Rules(seen.Seen.Item, match, scan.Language)),
            ],
            ScanPrompts.AnswerSchema, ScanPrompts.AnswerSchemaName, cancellationToken);
        return Merge(composed, response, entry.Model, seen.Others);
    }

    private static ScanAnswer Merge(
        ScanAnswer composed, ChatResponse response, string model, IReadOnlyList<string>? others)
    {
        if (JsonAnswer.Find(response.Text, "instructions") is not { } answer)
        {
            return composed with { Notice = ScanNotice.Of(others, ScanWords.FormatRulesWords(model)) };
        }

        var sources = composed.Instructions.GroupBy(i => i.Rule).ToDictionary(g => g.Key, g => g.First().Sources);
        List<AnswerInstruction> worded = Words(answer)
            .Where(w => sources.ContainsKey(w.Rule)).Select(w => new AnswerInstruction(w.Text, w.Rule, sources[w.Rule]))
            .ToList();
        // Of a rule with several steps the model may word each; what it did not is said in the rule's own words. A
        // warning comes first and stays as it is.
        var cited = worded.GroupBy(w => w.Rule).ToDictionary(g => g.Key, g => g.Count());
        worded.AddRange(composed.Instructions.GroupBy(i => i.Rule)
            .SelectMany(g => g.Skip(Math.Min(g.Count(), cited.GetValueOrDefault(g.Key)))));
        if (composed.Hazardous)
        {
            worded.Remove(composed.Instructions[0]);
            worded.Insert(0, composed.Instructions[0]);
        }

        return composed with
        {
            Instructions = worded,
            Explanation = Text(answer, "explanation") ?? composed.Explanation,
            Model = response.ModelId ?? model,
            Notice = ScanNotice.Of(others, response.Notice()),
        };
    }

    private static IEnumerable<(string Text, string Rule)> Words(JsonElement answer)
    {
        if (!answer.TryGetProperty("instructions", out var list) || list.ValueKind != JsonValueKind.Array)
        {
            yield break;
        }

        foreach (var one in list.EnumerateArray().Where(e => e.ValueKind == JsonValueKind.Object).Take(20))
        {
            if (Text(one, "text") is { } text && Text(one, "rule") is { } rule)
            {
                yield return (text, rule);
            }
        }
    }

    private static string? Text(JsonElement of, string name) =>
        of.TryGetProperty(name, out var value) && JsonText.Of(value)?.Trim() is { Length: > 0 } text
            ? text.CutTo(MaxText)
            : null;

    private ScanAnswer Compose(ScanRecord scan, RuleMatch match)
    {
        var urls = library.Rules.Catalog.Sources.ToDictionary(s => s.Id, s => s.Url);
        var name = match.Item.Name.In(scan.Language);
        var of = library.Rules.Catalog.FindClass(match.Class)?.Name.In(scan.Language) ?? match.Class;
        return new(
            match.Class, match.Subclass, name, match.Recyclable, match.Item.Hazardous,
            [
                .. match.Instructions.Select(i => new AnswerInstruction(
                    i.Text.In(scan.Language), i.Rule,
                    [.. i.Sources.Where(urls.ContainsKey).Select(s => urls[s])])),
            ],
            match.Points,
            scan.Language == "en" ? $"{name}: {of}." : KoreanParticles.Resolve($"{name}: {of}(으)로 배출합니다."));
    }
}
