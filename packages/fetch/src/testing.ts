export * from '@probez/core/testing';
