using OpsFlow.Activities.ChatTurn;
using OpsFlow.Activities.Prescriptions;
using OpsFlow.Activities.ScanChain;
using OpsFlow.Platform.Models;
using OpsFlow.Platform.Models.Health;

namespace OpsFlow.Worker;

/// <summary>The roles and uses that something asks for: any other in a file of models is a mistake.</summary>
public static class ModelNames
{
    private static readonly ModelStage[] s_stages =
    [
        ChatModels.Classifier, ChatModels.Reasoner, ChatModels.Agent, ChatModels.WebSearch, ChatModels.Image,
        ChatModels.Summary, ChatModels.Grader, ScanModels.Vision, ScanModels.Answer,
        new(AnalyzerRegistration.Role, AnalyzerRegistration.Use, ModelCapabilities.None),
        new(PrescriptionExplainer.Role, PrescriptionExplainer.Role, ModelCapabilities.None),
        new(PrescriptionExplainer.UpsellUse, PrescriptionExplainer.UpsellUse, ModelCapabilities.None),
    ];

    /// <summary>The roles.</summary>
    public static IReadOnlyList<string> Roles { get; } = [.. s_stages.Select(s => s.Role).Distinct()];

    /// <summary>The uses.</summary>
    public static IReadOnlyList<string> Uses { get; } =
        [.. s_stages.Select(s => s.Use).Append(ModelHealthMonitor.Use).Distinct()];
}
