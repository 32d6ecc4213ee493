using OpsFlow.Api.Errors;

namespace OpsFlow.Api.RateLimits;

/// <summary>Registers the limits.</summary>
internal static class RateLimitRegistration
{
    public static IServiceCollection AddOpsFlowRateLimits(this IServiceCollection services, RateLimitSettings settings)
    {
        services.AddSingleton(settings);
        services.AddSingleton<WrongKeys>();
        services.AddSingleton<WebhookLimits>();
        services.AddRateLimiter(limiter =>
        {
            limiter.AddPolicy(
                WebhookLimits.PerAddress, context => WebhookLimits.Partition(Caller.Of(context), settings.WebhookRate));
            limiter.OnRejected = (rejected, _) => new(
                Problem.TooMany("Too many reports came from this address.", WebhookLimits.RetryAfter(rejected.Lease))
                    .ExecuteAsync(rejected.HttpContext));
        });
        return services;
    }
}
