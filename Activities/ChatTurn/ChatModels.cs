using OpsFlow.Platform.Models;

namespace OpsFlow.Activities.ChatTurn;

/// <summary>Which model does what.</summary>
public static class ChatModels
{
    /// <summary>Finds out what is asked, and words results of tools.</summary>
    public static ModelStage Classifier { get; } = new("classifier", "chat-classify", ModelCapabilities.None);

    /// <summary>Writes answers.</summary>
    public static ModelStage Reasoner { get; } = new("reasoner", "chat-answer", ModelCapabilities.None);

    /// <summary>Calls tools.</summary>
    public static ModelStage Agent { get; } = new("reasoner", "chat-agent", ModelCapabilities.Tools);

    /// <summary>Searches the web by itself.</summary>
    public static ModelStage WebSearch { get; } = new("reasoner", "chat-web-search", ModelCapabilities.WebSearch);

    /// <summary>Makes images.</summary>
    public static ModelStage Image { get; } = new("image", "chat-image", ModelCapabilities.ImageGen);

    /// <summary>Sums up what no longer fits.</summary>
    public static ModelStage Summary { get; } = new("classifier", "chat-summary", ModelCapabilities.None);

    /// <summary>Grades answers; the role <c>grader</c> set to <c>none</c> leaves it to the rules.</summary>
    public static ModelStage Grader { get; } = new("grader", "chat-grade", ModelCapabilities.None);

    /// <summary>The stages that a model is chosen for.</summary>
    public static IReadOnlyList<ModelStage> All { get; } = [Reasoner];
}
