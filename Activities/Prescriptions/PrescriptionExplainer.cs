using System.Text.Json;
using Microsoft.Extensions.AI;
using OpsFlow.Domain.Prescriptions.Cards;
using OpsFlow.Domain.Prescriptions.Drugs;
using OpsFlow.Domain.Prescriptions.Explanations;
using OpsFlow.Domain.Prescriptions.Interactions;
using OpsFlow.Platform.Models;
using OpsFlow.Platform.Timing;
using OpsFlow.Records.Prescriptions;

namespace OpsFlow.Activities.Prescriptions;

/// <summary>
/// Has a model explain cards. It is told the cards and nothing of the patient, not even what was written: names of
/// products can carry instructions.
/// </summary>
public sealed class PrescriptionExplainer(ModelClients models, DrugTable drugs, InteractionProviders providers)
{
    /// <summary>The role of the model, and what its cost is counted for.</summary>
    public const string Role = "paai";

    /// <summary>What suggestions are counted for.</summary>
    public const string UpsellUse = "upsell";

    private const string Instructions =
        "You explain cards of a prescription check to a pharmacist. The cards come from data and are final. For each "
        + "card say in two or three sentences why it matters and what to look for. Name only the drugs of that card. "
        + "Never say that a card does not apply, never give another severity, add no card, no address. Answer with "
        + "JSON only: {\"explanations\":[{\"card\":\"c1\",\"text\":\"...\"}]}, texts in the language asked for.";

    private const string Choosing =
        "Choose at most one product of the list that suits somebody who takes these drugs, for the counter of a "
        + "pharmacy. Answer with JSON only: {\"product\":\"...\"} exactly as in the list, or {\"product\":null}.";

    private static readonly TimeSpan s_limit = TimeSpan.FromSeconds(60);

    private readonly ExplanationMerge _merge = new(drugs);

    /// <summary>Asks and takes what may be shown.</summary>
    /// <exception cref="ModelException">No answer.</exception>
    public async Task<PaidExplanation> ExplainAsync(
        PrescriptionRecord record, string language, CancellationToken cancellationToken)
    {
        var check = PrescriptionCards.CheckOf(record)!;
        var cards = PrescriptionCards.Of(record, language)
            .Where(c => c.Kind is CardKind.Interaction or CardKind.Duplicate).ToList();
        if (cards.Count == 0)
        {
            return new(Explanation.Unavailable("nothing-to-explain"));
        }

        if (models.Find(Role, Role) is not { } client)
        {
            return new(Explanation.Unavailable("no-model"));
        }

        var prompt = JsonSerializer.Serialize(
            new
            {
                language,
                cards = cards.Select((c, i) => new
                {
                    card = ExplanationMerge.MarkOf(i), c.Summary, c.Indicator, c.Severity,
                    drugs = c.Lines.SelectMany(l => check.Drugs.First(d => d.Line == l).Drug.Ingredients).Distinct(),
                }),
            },
            PromptJson.Options);
        var response = await AskAsync(client, record, Instructions, prompt, cancellationToken);
        var lines = check.Drugs.ToDictionary(d => d.Line, d => d.Drug.Ingredients);
        var explanation = _merge.Merge(
            response.Text, cards, lines, [Instructions[..60], record.Patient, record.Serial, record.Id]);
        return new(explanation, response.Notice(), response.Cost(), response.ExtraCost());
    }

    /// <summary>Has one of the pharmacy's own products suggested that has no entry with any drug here.</summary>
    /// <returns>The product, or null; and the cost.</returns>
    public async Task<(string? Product, decimal Cost)> SuggestAsync(
        PrescriptionRecord record, IReadOnlyList<string> offered, CancellationToken cancellationToken)
    {
        var check = PrescriptionCards.CheckOf(record)!;
        List<string> possible = [];
        foreach (var product in offered)
        {
            var added = new CheckedDrug(check.Drugs.Count + 1, providers.Normalizer.Normalize(null, product));
            var with = await providers.CheckAsync([.. check.Drugs, added], cancellationToken);
            if (added.Drug.Status == DrugStatus.Known && with.Failure is null && with.Interactions.Count == 0
                && with.Duplicates.Count == 0 && with.Local.Count == 0 && with.Others is null or [])
            {
                possible.Add(product);
            }
        }

        if (possible.Count == 0 || models.Find(UpsellUse, UpsellUse) is not { } client)
        {
            return (null, 0);
        }

        var response = await AskAsync(
            client, record, Choosing,
            JsonSerializer.Serialize(
                new { drugs = check.Drugs.SelectMany(d => d.Drug.Ingredients).Distinct(), list = possible },
                PromptJson.Options),
            cancellationToken);
        var named = ProductOf(response.Text);
        return (possible.Find(p => p == named), response.Cost());
    }

    // The field alone: an answer may name products that it decided against.
    private static string? ProductOf(string answer) =>
        JsonAnswer.Find(answer, "product") is { } json && json.TryGetProperty("product", out var product)
        && product.ValueKind == JsonValueKind.String
            ? product.GetString()!.Trim()
            : null;

    private static async Task<ChatResponse> AskAsync(
        IChatClient client, PrescriptionRecord record, string instructions, string prompt,
        CancellationToken cancellationToken)
    {
        using var limit = new TimeLimit(s_limit, cancellationToken);
        try
        {
            return await client.GetResponseAsync(
                [new(ChatRole.System, instructions), new(ChatRole.User, prompt)],
                new ChatOptions
                {
                    // How a gateway names its session; other providers keep none.
                    ConversationId = $"{Role}-{record.Id}",
                    ResponseFormat = ChatResponseFormat.Json,
                    MaxOutputTokens = 2048,
                },
                limit.Token);
        }
        catch (OperationCanceledException e) when (!cancellationToken.IsCancellationRequested)
        {
            throw new ModelException(ModelFailure.TimedOut, "The model did not answer within 60 s.", e);
        }
    }
}
