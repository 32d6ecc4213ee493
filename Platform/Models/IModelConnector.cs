using Microsoft.Extensions.AI;

namespace OpsFlow.Platform.Models;

/// <summary>Speaks the protocols of models. Whatever goes wrong is a <see cref="ModelException"/>.</summary>
public interface IModelConnector
{
    /// <summary>A client of a model; nothing is sent, and nothing is tried twice.</summary>
    IChatClient Connect(ModelEntry entry);

    /// <summary>Asks the endpoint for a sign of life that costs nothing.</summary>
    Task CheckAsync(ModelEntry entry, CancellationToken cancellationToken);

    /// <summary>The backend's own word on its load, from where <see cref="ModelEntry.StatusUrl"/> says.</summary>
    Task<ModelStatus> ReadStatusAsync(ModelEntry entry, CancellationToken cancellationToken);
}
