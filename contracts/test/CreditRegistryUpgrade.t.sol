// SPDX-License-Identifier: Apache-2.0
pragma solidity 0.8.37;

import {IERC1967} from "@openzeppelin/contracts/interfaces/IERC1967.sol";
import {ERC1967Proxy} from "@openzeppelin/contracts/proxy/ERC1967/ERC1967Proxy.sol";
import {ERC1967Utils} from "@openzeppelin/contracts/proxy/ERC1967/ERC1967Utils.sol";
import {Initializable} from "@openzeppelin/contracts/proxy/utils/Initializable.sol";
import {UUPSUpgradeable} from "@openzeppelin/contracts/proxy/utils/UUPSUpgradeable.sol";
import {CreditRegistry} from "../src/CreditRegistry.sol";
import {CreditRegistryProxy} from "../src/CreditRegistryProxy.sol";
import {ZeroAddress} from "../src/Errors.sol";
import {CreditRegistryNext} from "./support/Hostile.sol";
import {Platform} from "./support/Platform.sol";
import {vm} from "./support/Test.sol";

contract CreditRegistryUpgradeTest is Platform {
    function test_isInitializedOnceAndTheImplementationNever() public {
        vm.expectRevert(Initializable.InvalidInitialization.selector);
        registry.initialize(stranger);
        CreditRegistry implementation = new CreditRegistry();
        vm.expectRevert(Initializable.InvalidInitialization.selector);
        implementation.initialize(stranger);
    }

    function test_refusesAProxyThatNobodyOwns() public {
        address implementation = address(new CreditRegistry());
        vm.expectRevert(ERC1967Proxy.ERC1967ProxyUninitialized.selector);
        new CreditRegistryProxy(implementation, "");
        vm.expectRevert(ZeroAddress.selector);
        new CreditRegistryProxy(implementation, abi.encodeCall(CreditRegistry.initialize, (address(0))));
    }

    function test_anUpgradeKeepsAllThatIsKnown() public {
        openProject(FOREST);
        uint256 batch = issueCredits(FOREST, alice, 10, "issuance 1");
        vm.prank(alice);
        registry.retire(batch, 4e18, bytes32(0), 0, "");
        vm.prank(anchorer);
        registry.anchorProof(FOREST, 1, keccak256("proof 1"));
        address next = address(new CreditRegistryNext());
        vm.expectEmit(address(registry));
        emit IERC1967.Upgraded(next);
        vm.prank(upgrader);
        registry.upgradeToAndCall(next, "");
        vm.assertEq(CreditRegistryNext(address(registry)).version(), 2);
        vm.assertEq(registry.balanceOf(alice, batch), 6e18);
        vm.assertEq(registry.retiredOf(batch), 4e18);
        vm.assertEq(registry.lastProofOf(FOREST), 1);
        vm.assertEq(registry.uri(batch), "ipfs://forest");
        vm.assertTrue(registry.hasRole(registry.UPGRADER_ROLE(), upgrader));
        vm.expectRevert(Initializable.InvalidInitialization.selector);
        registry.initialize(stranger);
    }

    function test_onlyTheUpgraderUpgrades() public {
        address next = address(new CreditRegistryNext());
        expectMissingRole(admin, "UPGRADER_ROLE");
        vm.prank(admin);
        registry.upgradeToAndCall(next, "");
        expectMissingRole(stranger, "UPGRADER_ROLE");
        vm.prank(stranger);
        registry.upgradeToAndCall(next, "");
    }

    function test_refusesAnImplementationThatCouldNotBeUpgradedAgain() public {
        // An account without code does not even answer.
        vm.expectRevert(bytes(""));
        vm.prank(upgrader);
        registry.upgradeToAndCall(stranger, "");
        vm.expectRevert(abi.encodeWithSelector(ERC1967Utils.ERC1967InvalidImplementation.selector, address(token)));
        vm.prank(upgrader);
        registry.upgradeToAndCall(address(token), "");
    }

    function test_theImplementationItselfCannotBeUpgraded() public {
        CreditRegistry implementation = new CreditRegistry();
        address next = address(new CreditRegistryNext());
        vm.expectRevert(UUPSUpgradeable.UUPSUnauthorizedCallContext.selector);
        vm.prank(upgrader);
        implementation.upgradeToAndCall(next, "");
    }

    /// @dev The slot is written as a number in the source. This is ERC-7201's own formula, and a field found behind it.
    function test_storageLiesWhereItsNameSays() public {
        openProject(FOREST);
        bytes32 slot = keccak256(abi.encode(uint256(keccak256("ecocoin.storage.CreditRegistry")) - 1))
            & ~bytes32(uint256(0xff));
        bytes32 project = vm.load(address(registry), keccak256(abi.encode(FOREST, slot)));
        // exists and transferable, packed from the low end.
        vm.assertEq(project, bytes32(uint256(0x0101)));
    }
}
