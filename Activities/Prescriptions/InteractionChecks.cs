using OpsFlow.Domain.Prescriptions.Cards;
using OpsFlow.Domain.Prescriptions.Interactions;
using OpsFlow.Records.Prescriptions;

namespace OpsFlow.Activities.Prescriptions;

/// <summary>Checks names of drugs for the API, by the same providers as prescriptions.</summary>
public sealed class InteractionChecks(InteractionProviders providers) : IInteractionChecks
{
    /// <inheritdoc/>
    public async Task<(CheckResult Result, IReadOnlyList<CdsCard> Cards)> CheckAsync(
        IReadOnlyList<string> names, string language, CancellationToken cancellationToken)
    {
        var drugs = names.Select((n, i) => new CheckedDrug(i + 1, providers.Normalizer.Normalize(null, n))).ToList();
        var result = await providers.CheckAsync(drugs, cancellationToken);
        return (result, CardWriter.Write("check", result, providers.Ingredients, language));
    }
}
