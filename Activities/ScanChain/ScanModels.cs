using OpsFlow.Platform.Models;

namespace OpsFlow.Activities.ScanChain;

/// <summary>
/// Which model does what. A request names a family, such as gemini; each stage has its own model of it.
/// </summary>
public static class ScanModels
{
    /// <summary>Looks at pictures.</summary>
    public static ModelStage Vision { get; } = new("vision", "scan-vision", ModelCapabilities.Vision);

    /// <summary>Words answers.</summary>
    public static ModelStage Answer { get; } = new("reasoner", "scan-answer", ModelCapabilities.None);

    /// <summary>The stages that a model is chosen for.</summary>
    public static IReadOnlyList<ModelStage> All { get; } = [Vision, Answer];
}
