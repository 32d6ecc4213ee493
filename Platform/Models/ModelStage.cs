namespace OpsFlow.Platform.Models;

/// <summary>A stage of a pipeline that a model does.</summary>
/// <param name="Role">The part that the model plays.</param>
/// <param name="Use">What its calls count for.</param>
/// <param name="Requires">What it must be able to do.</param>
public sealed record ModelStage(string Role, string Use, ModelCapabilities Requires);
