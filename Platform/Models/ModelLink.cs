using Microsoft.Extensions.AI;

namespace OpsFlow.Platform.Models;

/// <summary>One model of those that may answer a call.</summary>
/// <param name="OnlyWhenRefused">Asked only when the endpoint does not have the model before it.</param>
internal sealed record ModelLink(ModelEntry Entry, IChatClient Client, bool OnlyWhenRefused);
