using OpsFlow.Domain.Prescriptions.Cards;
using OpsFlow.Domain.Prescriptions.Interactions;

namespace OpsFlow.Records.Prescriptions;

/// <summary>Checks names of drugs and records nothing.</summary>
public interface IInteractionChecks
{
    Task<(CheckResult Result, IReadOnlyList<CdsCard> Cards)> CheckAsync(
        IReadOnlyList<string> names, string language, CancellationToken cancellationToken);
}
